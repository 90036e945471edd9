import { Command, InvalidArgumentError } from "commander";
import { loadKubeConfig } from "../flux/kube-config.ts";
import { openLab, type Lab } from "../lab/lab.ts";
import { stackOutputs } from "../stack/stack.ts";
import { podinfosIn, selectClusters, type StackOutputs } from "../stack/stack-outputs.ts";
import { whenReaderGoes } from "../terminal/reader-gone.ts";
import { LiveScreen } from "../watch/live-screen.ts";
import { renderFrame, renderLine } from "../watch/render-watch.ts";
import { watchCluster } from "../watch/watch-cluster.ts";
import { ClusterModel, type LogLine } from "../watch/watch-model.ts";

/** `lab watch`. */
export function command(): Command {
  return new Command("watch")
    .description("Show live what Flux does in every cluster, and drift as it comes and goes")
    .option("-c, --cluster <name...>", "only these clusters (default: all)")
    .option("--limit <seconds>", "end by itself after that time", parseSeconds)
    .addHelpText(
      "after",
      "\nOn a terminal a picture that is updated in place, otherwise a line for everything that happens.\n" +
        "Ctrl-C ends it with exit code 0.",
    )
    .action(async (options: { cluster?: string[]; limit?: number }) => {
      const lab = openLab();
      const outputs = await stackOutputs(lab);
      const names = selectClusters(outputs, options.cluster ?? []).map(([name]) => name);
      await watch(lab, outputs, names, options.limit);
    });
}

async function watch(
  lab: Lab,
  outputs: StackOutputs,
  clusters: readonly string[],
  limit: number | undefined,
): Promise<void> {
  const end = new AbortController();
  const stop = (): void => {
    end.abort();
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  whenReaderGoes(stop);
  const timer = limit === undefined ? undefined : setTimeout(stop, limit * 1000);
  const models = clusters.map((name) => new ClusterModel(name));
  const log: LogLine[] = [];
  const screen = process.stdout.isTTY ? new LiveScreen(process.stdout) : undefined;
  const draw = (): void => {
    screen?.draw((size) => renderFrame(models, log, Date.now(), size));
  };
  const clock = setInterval(draw, 1000);
  try {
    await Promise.all(
      clusters.map(async (name, index) => {
        const config = loadKubeConfig(lab.places, name);
        const report = (update: Parameters<ClusterModel["apply"]>[0]): void => {
          const lines = models[index]?.apply(update, Date.now()) ?? [];
          log.push(...lines);
          if (screen === undefined) {
            process.stdout.write(lines.map((line) => `${renderLine(line, false)}\n`).join(""));
          }
          screen?.soon(draw);
        };
        await watchCluster(config, podinfosIn(outputs, name), report, end.signal);
      }),
    );
  } finally {
    clearInterval(clock);
    clearTimeout(timer);
    screen?.close();
  }
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) {
    throw new InvalidArgumentError("It has to be a number of seconds above 0.");
  }
  return seconds;
}

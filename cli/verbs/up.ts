import { Command } from "commander";
import { recover, type Recovery } from "../recovery/recover.ts";
import { elapsed } from "../terminal/elapsed.ts";
import { labWith, type Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { createProgress } from "../terminal/progress.ts";
import { runPulumi } from "../stack/run-pulumi.ts";
import { ensureStack, stackOutputs } from "../stack/stack.ts";
import { podinfosIn, type StackOutputs } from "../stack/stack-outputs.ts";
import { table } from "../terminal/table.ts";
import { suspendedError } from "../ready/suspended.ts";
import { allowRemovals } from "../stack/allow-removals.ts";
import { ensureToolchain } from "../../toolchain/index.ts";
import type { Progress } from "../../toolchain/progress.ts";

const readyLimit = 300_000;

/** `lab up`. */
export function command(): Command {
  return new Command("up")
    .description("Bring the lab up: tools and images, then pulumi up, then wait until all is Ready")
    .option("--skip-wait", "do not wait for Flux and podinfo at the end")
    .option("--yes", "delete clusters and tenants that are no longer in the settings, unasked")
    .option("--open", "then serve the page that shows it live, as ./lab ui --open does")
    .addHelpText(
      "after",
      "\nIdempotent: goes on after an up that failed or was killed, and repairs what has vanished.\n" +
        "Settings: ./lab pulumi config set NAME VALUE (names in Pulumi.yaml).",
    )
    .action(async (options: { skipWait?: true; yes?: true; open?: true }) => {
      const lab = await up(options.skipWait !== true, options.yes === true);
      if (options.open === true) {
        const { ui } = await import("./ui.ts");
        await ui(lab, 0, true);
      }
    });
}

async function up(wait: boolean, yes: boolean): Promise<Lab> {
  const start = Date.now();
  const progress = createProgress();
  const lab = labWith(await ensureToolchain(progress));
  const { options } = await prepareStack(lab, progress);
  await allowRemovals(lab, yes);

  // The Kubernetes client takes a quarter of a second to load: meanwhile, Pulumi mostly waits.
  const ready = import("../ready/wait-until-ready.ts");
  const exitCode = await runPulumi(lab, ["up", ...options]);
  if (exitCode !== 0) {
    throw new LabError(`pulumi up failed (exit ${exitCode}); what it says is above`, {
      remedy: "./lab up goes on where it stopped; ./lab doctor checks the machine",
    });
  }
  const outputs = await stackOutputs(lab);
  if (wait) {
    const { waitUntilReady } = await ready;
    const notReady = await waitUntilReady(lab, outputs, progress, readyLimit);
    const suspended = notReady.filter((one) => one.suspended.length > 0);
    if (suspended.length > 0) {
      const found = suspended.map(({ cluster, suspended: objects }) => ({ cluster, objects }));
      throw suspendedError("Flux does nothing about what is suspended", found);
    }
    if (notReady.length > 0) {
      throw new LabError(
        [
          `not Ready within ${elapsed(readyLimit)}: ${notReady.map(({ cluster }) => cluster).join(", ")}`,
          ...notReady.flatMap(({ cluster, evidence }) => [`${cluster}:`, ...evidence].join("\n  ")),
        ].join("\n"),
        { remedy: "./lab status --watch follows it further" },
      );
    }
  }
  process.stdout.write(
    `\nThe lab is up (${elapsed(Date.now() - start)}).\n\n${whatNext(outputs, lab.toolchain.podinfoVersions[1])}`,
  );
  return lab;
}

async function prepareStack(lab: Lab, progress: Progress): Promise<Recovery> {
  const step = progress.step("state");
  try {
    const made = await ensureStack(lab);
    const recovery = await recover(lab);
    const first = made ? `made stack ${lab.places.stack}` : "";
    step.done([first, ...recovery.done].filter((text) => text !== "").join("; "));
    return recovery;
  } catch (error) {
    step.fail("see below");
    throw error;
  }
}

/** The table at the end; `next` is a version to release. */
export function whatNext(outputs: StackOutputs, next = "VERSION"): string {
  const clusters = Object.keys(outputs.clusters);
  const [first = "NAME"] = clusters;
  const tenants = Object.entries(outputs.tenants);
  const podinfos = clusters.flatMap((cluster) =>
    podinfosIn(outputs, cluster).map(({ tenant, url }) => [
      tenant === null ? `podinfo in ${cluster}` : `podinfo of ${tenant} in ${cluster}`,
      url,
    ]),
  );
  return table([
    ["Gitea", outputs.giteaUrl],
    ...Object.values(outputs.repositories).map(({ url }) => ["Git", url]),
    ...tenants.map(([name, { repository }]) => [`Git of ${name}`, repository.url]),
    ...podinfos,
    ["credentials", "./lab pulumi stack output developer --show-secrets"],
    ...(tenants.length > 0 ? [["", "./lab pulumi stack output tenants --show-secrets"]] : []),
    ["", "./lab pulumi stack output giteaAdministrator --show-secrets"],
    ["try", `./lab release ${next}`],
    ["", "./lab ui"],
    ["", "./lab watch"],
    ["", `./lab flux --cluster ${first} get all --all-namespaces`],
    ["", 'eval "$(./lab env)"     then pulumi, kubectl and flux as you know them'],
    ["take it away", "./lab down"],
  ]);
}

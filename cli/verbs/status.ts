import { Command } from "commander";
import { setTimeout as sleep } from "node:timers/promises";
import { openLab, type Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { whenReaderGoes } from "../terminal/reader-gone.ts";
import { stackOutputs } from "../stack/stack.ts";
import { selectTenants, type StackOutputs } from "../stack/stack-outputs.ts";
import { renderStatus } from "../status/render.ts";
import { withPushStatus } from "../status/read-push-status.ts";
import { readStatus, type LabStatus } from "../status/status.ts";

/** `lab status`. */
export function command(): Command {
  return new Command("status")
    .description("Show per cluster the Flux objects and what podinfo serves")
    .option("-t, --tenant <name...>", "only what these tenants have (default: everything)")
    .option("--json", "print JSON (docs/status-json.md)")
    .option("-w, --watch", "go on, and update in place")
    .addHelpText("after", "\nExit code 1 when something is not ready.")
    .action(async (options: { tenant?: string[]; json?: true; watch?: true }) => {
      if (options.json === true && options.watch === true) {
        throw new LabError("--json and --watch do not go together", {
          allowed: "one of them",
          remedy: "./lab status --watch",
        });
      }
      const lab = openLab();
      const outputs = await stackOutputs(lab);
      const only = options.tenant === undefined ? [] : selectTenants(outputs, options.tenant);
      if (options.watch === true) {
        await watch(lab, outputs, only);
        return;
      }
      const status = await readFullStatus(lab, outputs, only);
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify(status, undefined, 2)}\n`
          : renderStatus(status, Date.now()),
      );
      process.exitCode = status.ready ? 0 : 1;
    });
}

async function readFullStatus(
  lab: Lab,
  outputs: StackOutputs,
  only: readonly string[],
): Promise<LabStatus> {
  return withPushStatus(lab, outputs, await readStatus(lab, outputs, only), only);
}

/** Until Ctrl-C. Without a terminal a new picture is printed only when something changed. */
async function watch(lab: Lab, outputs: StackOutputs, only: readonly string[]): Promise<void> {
  let last = "";
  let isRead = true;
  whenReaderGoes(() => {
    isRead = false;
  });
  while (reads()) {
    const status = await readFullStatus(lab, outputs, only);
    const compared = JSON.stringify(status);
    if (process.stdout.isTTY) {
      const time = new Date().toTimeString().slice(0, 8);
      process.stdout.write(
        `\x1b[H\x1b[2J${renderStatus(status, Date.now())}\n${time}, Ctrl-C ends\n`,
      );
    } else if (compared !== last) {
      process.stdout.write(`${renderStatus(status, Date.now())}\n`);
    }
    last = compared;
    await sleep(1000);
  }

  /** Through a function: TypeScript takes the variable for constant. */
  function reads(): boolean {
    return isRead;
  }
}

import { Command, InvalidArgumentError } from "commander";
import { randomBytes } from "node:crypto";
import { openLab, type Lab } from "../lab/lab.ts";
import { LabError } from "../terminal/lab-error.ts";
import { stackOutputs } from "../stack/stack.ts";
import { actionCommand } from "../ui/action-command.ts";
import { ActionRunner, typed } from "../ui/action-runner.ts";
import type { LabEntry, ObjectEntry } from "../ui/entries.ts";
import { followLab } from "../ui/follow-lab.ts";
import { LiveDocument } from "../ui/live-document.ts";
import { openBrowser } from "../ui/open-browser.ts";
import { serveUi } from "../ui/ui-server.ts";

/** `lab ui`. */
export function command(): Command {
  return new Command("ui")
    .description("Serve a page on 127.0.0.1 that shows live what happens, until Ctrl-C")
    .option("-p, --port <number>", "loopback port (default: a free one)", parsePort)
    .option("--open", "open it in a browser, if there is one")
    .addHelpText(
      "after",
      "\nThe address that it prints has a token, new each time: whoever has it sees the lab and may act.\n" +
        "What the page does it does with commands of ./lab, and shows them first (docs/ui.md).",
    )
    .action(async (options: { port?: number; open?: true }) => {
      await ui(openLab(), options.port ?? 0, options.open === true);
    });
}

/** Serves the page until Ctrl-C. */
export async function ui(lab: Lab, port: number, open: boolean): Promise<void> {
  const outputs = await stackOutputs(lab);
  const end = new AbortController();
  const stop = (): void => {
    end.abort();
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const document = new LiveDocument();
  const runner = new ActionRunner(document);
  const token = randomBytes(24).toString("base64url");
  const act = (request: unknown): void => {
    if (isCancel(request)) {
      runner.cancel();
    } else {
      runner.start(actionCommand(request, nameable(document)));
    }
  };
  const preview = (request: unknown): string => typed(actionCommand(request, nameable(document)));
  const server = await serveUi({ document, token, port, preview, act });
  let close: (() => void) | undefined;
  try {
    process.stdout.write(`${server.address}\n`);
    process.stderr.write("Ctrl-C ends it.\n");
    if (open) {
      close = openBrowser(lab.places.state, server.address);
    }
    await followLab(lab, outputs, document, end.signal);
    await runner.close();
  } finally {
    close?.();
    document.close();
    await server[Symbol.asyncDispose]();
  }
}

function isCancel(request: unknown): boolean {
  return typeof request === "object" && request !== null && "action" in request
    ? request.action === "cancel"
    : false;
}

function nameable(document: LiveDocument): { lab: LabEntry; objects: ObjectEntry[] } {
  const values = document.values();
  if (values["lab"] === undefined) {
    throw new LabError("there is no lab", { remedy: "./lab up" });
  }
  const objects = document.keys("object/").map((key) => values[key] as ObjectEntry);
  return { lab: values["lab"] as LabEntry, objects };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError("It has to be a number from 0 to 65535.");
  }
  return port;
}

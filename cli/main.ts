import { Command } from "commander";
import { describeError } from "./terminal/lab-error.ts";
import { outliveReaders } from "./terminal/reader-gone.ts";

/** A verb: what the list of verbs says about it, and where it is. */
interface Verb {
  readonly summary: string;
  /** Loaded only when it is the one that was asked for: most need heavy libraries. */
  readonly load: () => Promise<{ command: () => Command }>;
}

const verbs: Record<string, Verb> = {
  up: { summary: "Bring the lab up", load: () => import("./verbs/up.ts") },
  down: { summary: "Take the lab away", load: () => import("./verbs/down.ts") },
  release: {
    summary: "Commit a podinfo version to Git and follow it until it is served",
    load: () => import("./verbs/release.ts"),
  },
  status: { summary: "Show what Flux and podinfo say", load: () => import("./verbs/status.ts") },
  watch: {
    summary: "Show live what happens in every cluster",
    load: () => import("./verbs/watch.ts"),
  },
  ui: { summary: "Serve a page that shows it live", load: () => import("./verbs/ui.ts") },
  drift: {
    summary: "Demonstrate drift and how Flux heals it: git, kustomize or helm",
    load: () => import("./verbs/drift.ts"),
  },
  report: {
    summary: "Write the last release or drift run as one HTML file",
    load: () => import("./verbs/report.ts"),
  },
  bench: {
    summary: "Measure this lab against plain command lines",
    load: () => import("./verbs/bench.ts"),
  },
  pulumi: { summary: "Run the pinned pulumi on the lab", load: () => import("./verbs/pulumi.ts") },
  kubectl: {
    summary: "Run the pinned kubectl on a cluster",
    load: () => import("./verbs/kubectl.ts"),
  },
  flux: { summary: "Run the pinned flux on a cluster", load: () => import("./verbs/flux.ts") },
  env: { summary: "Print the environment for a shell", load: () => import("./verbs/env.ts") },
  doctor: {
    summary: "Check this machine and the toolchain",
    load: () => import("./verbs/doctor.ts"),
  },
  toolchain: {
    summary: "Fetch or build the tools and images, or remove them",
    load: () => import("./verbs/toolchain.ts"),
  },
  test: { summary: "Run the tests", load: () => import("./verbs/test.ts") },
};

async function main(args: readonly string[]): Promise<void> {
  const program = new Command("lab")
    .usage("VERB [options]")
    .description("A complete GitOps lab on one machine: Gitea, k3d clusters and Flux.")
    .enablePositionalOptions()
    .showHelpAfterError("(./lab --help lists the verbs)")
    .addHelpText(
      "after",
      "\n./lab VERB --help says more. FLUXLAB_STATE, FLUXLAB_CACHE and FLUXLAB_STACK choose another\n" +
        "state directory, cache and stack; FLUXLAB_DEBUG=1 shows where an error comes from.",
    );
  const wanted = args[0] === "help" ? args[1] : args[0];
  for (const [name, verb] of Object.entries(verbs)) {
    if (name === wanted) {
      program.addCommand((await verb.load()).command());
    } else {
      program.command(name).description(verb.summary);
    }
  }
  if (args.length === 0) {
    program.help({ error: true });
  }
  await program.parseAsync(args, { from: "user" });
}

outliveReaders();
try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${describeError(error, Boolean(process.env["FLUXLAB_DEBUG"]))}\n`);
  process.exitCode = 1;
}

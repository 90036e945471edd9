import { randomBytes } from "node:crypto";
import type { Properties, Report, Resource } from "@fluxlab/provider-server";
import { type Outcome, runCommand } from "./run-command.ts";

const LOGGING = ["stdout", "stderr", "stdoutAndStderr", "none"];

/** The inputs and outputs of a command, as the resource's inputs promise them. */
interface CommandProperties {
  addPreviousOutputInEnv?: boolean;
  create?: string;
  delete?: string;
  dir?: string;
  environment?: Record<string, string>;
  interpreter?: string[];
  logging?: string;
  stdin?: string;
  update?: string;
  stdout?: string;
  stderr?: string;
}

function previousOutput(properties: CommandProperties, previous: Outcome): Record<string, string> {
  if (properties.addPreviousOutputInEnv === false) {
    return {};
  }
  return {
    ...(previous.stdout === "" ? {} : { PULUMI_COMMAND_STDOUT: previous.stdout }),
    ...(previous.stderr === "" ? {} : { PULUMI_COMMAND_STDERR: previous.stderr }),
  };
}

async function run(
  operation: string,
  command: string | undefined,
  properties: CommandProperties,
  previous: Outcome,
  report: Report,
  signal: AbortSignal,
): Promise<Outcome> {
  if (command === undefined) {
    return previous;
  }
  const { logging = "stdoutAndStderr" } = properties;
  return runCommand({
    operation,
    argv: [...(properties.interpreter ?? ["/bin/sh", "-c"]), command],
    directory: properties.dir,
    environment: { ...previousOutput(properties, previous), ...properties.environment },
    stdin: properties.stdin,
    onLine: (stream, line) => {
      if (logging === stream || logging === "stdoutAndStderr") {
        report("info", line);
      }
    },
    signal,
  });
}

function outcomeOf(state: CommandProperties): Outcome {
  return { stdout: state.stdout ?? "", stderr: state.stderr ?? "" };
}

/**
 * `command:local:Command`. Source of how it behaves: pulumi/pulumi-command v1.2.1, provider/pkg/provider/local.
 * Any changed input runs `update`, or `create` where there is none; only `triggers` replaces.
 */
export const localCommand: Resource = {
  inputs: {
    addPreviousOutputInEnv: { type: "boolean" },
    create: { type: "string" },
    delete: { type: "string" },
    dir: { type: "string" },
    environment: { type: "object", items: { type: "string" } },
    interpreter: { type: "array", items: { type: "string" } },
    logging: { type: "string" },
    stdin: { type: "string" },
    triggers: { type: "array", replaces: true },
    update: { type: "string" },
  },
  computed: ["stdout", "stderr"],
  volatile: ["stdout", "stderr"],
  secretsFollowInputs: true,

  validate(inputs: Properties): string[] {
    const { logging, interpreter } = inputs as CommandProperties;
    return [
      ...(logging === undefined || LOGGING.includes(logging)
        ? []
        : [`logging is "${logging}"; allowed: ${LOGGING.join(", ")}`]),
      ...(interpreter?.length === 0 ? ["interpreter is empty; it needs a program"] : []),
    ];
  },

  async create(_config, inputs, report, signal) {
    const properties = inputs as CommandProperties;
    const none = { stdout: "", stderr: "" };
    const outcome = await run("create", properties.create, properties, none, report, signal);
    return { id: randomBytes(8).toString("hex"), outputs: { ...inputs, ...outcome } };
  },

  async update(_config, _id, state, inputs, report, signal) {
    const properties = inputs as CommandProperties;
    const command = properties.update ?? properties.create;
    const previous = outcomeOf(state);
    const outcome = await run("update", command, properties, previous, report, signal);
    return { ...inputs, ...outcome };
  },

  async delete(_config, _id, state, signal, report) {
    const properties = state as CommandProperties;
    await run("delete", properties.delete, properties, outcomeOf(properties), report, signal);
  },
};

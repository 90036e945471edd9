import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Properties } from "../../../../packages/provider-server/provider.ts";
import { commandProvider } from "../../plugins/command/provider.ts";
import { localCommand } from "../../plugins/command/local-command.ts";
import { ProviderClient, secret } from "../../../../tests/unit/provider-server/provider-client.ts";

const COMMAND = "command:local:Command";
const never = new AbortController().signal;

let lines: string[];
const report = (_severity: string, line: string) => {
  lines.push(line);
};

async function create(inputs: Properties): Promise<Properties> {
  return (await localCommand.create(undefined, inputs, report, never)).outputs;
}

async function update(state: Properties, inputs: Properties): Promise<Properties> {
  const changed = localCommand.update?.(undefined, "id", state, inputs, report, never);
  return (await changed) ?? {};
}

beforeEach(() => {
  lines = [];
});

describe("create", () => {
  it("captures both streams without the last newline", async () => {
    const outputs = await create({ create: "echo one; echo; echo two >&2" });
    expect(outputs).toMatchObject({ stdout: "one\n", stderr: "two" });
  });

  it("gives environment, stdin and directory to the interpreter", async () => {
    const { stdout } = await create({
      create: 'echo "$GREETING $(cat) $(pwd)"',
      environment: { GREETING: "hello" },
      stdin: "world",
      dir: "/",
    });
    expect(stdout).toBe("hello world /");
  });

  it("runs the interpreter it is given", async () => {
    const inputs = { create: "echo $UNSET", interpreter: ["/bin/sh", "-u", "-c"] };
    await expect(create(inputs)).rejects.toThrow("UNSET");
  });

  it("does nothing without a command", async () => {
    expect(await create({})).toEqual({ stdout: "", stderr: "" });
  });

  it.each([
    ["stdout", ["one"]],
    ["stderr", ["two"]],
    ["none", []],
    ["stdoutAndStderr", ["one", "two"]],
    [undefined, ["one", "two"]],
  ])("shows with logging %s the lines %j", async (logging, expected) => {
    const inputs = { create: "echo one; echo two >&2" };
    await create(logging === undefined ? inputs : { ...inputs, logging });
    expect(lines.sort()).toEqual(expected);
  });

  it("fails with the end of stderr, not with the command, its environment or its stdin", async () => {
    const failing = create({
      create: "echo why >&2; exit 3",
      environment: { TOKEN: "in-environment" },
      stdin: "in-stdin",
    });
    await expect(failing).rejects.toThrow(/^create command exited with status 3; stderr:\nwhy$/);
  });

  it("says which program and directory are not there", async () => {
    await expect(create({ create: "true", dir: "/not/there" })).rejects.toThrow(
      "cannot start /bin/sh in directory /not/there",
    );
  });

  it("does not wait for ever for what a command left in the background", async () => {
    const { stdout } = await create({ create: "sleep 4 & echo done" });
    expect(stdout).toBe("done");
  });

  it("ends the command and what it started when aborted", async () => {
    const controller = new AbortController();
    const inputs = { create: "sleep 30 & echo $! >&2; wait" };
    const running = localCommand.create(undefined, inputs, report, controller.signal);
    setTimeout(() => {
      controller.abort(new Error("cancelled"));
    }, 200);
    await expect(running).rejects.toThrow("create command exited with SIGTERM (cancelled)");
    // Gone, or a zombie where nobody collects orphans, as in a container.
    const stat = await readFile(`/proc/${lines[0] ?? ""}/stat`, "utf8").catch(() => "gone");
    expect(stat).toMatch(/^gone$|\) Z /);
  });
});

describe("update", () => {
  const state = { create: "echo made", stdout: "before", stderr: "warned" };

  it("runs update with the previous output in the environment", async () => {
    const inputs = { update: 'echo "$PULUMI_COMMAND_STDOUT/$PULUMI_COMMAND_STDERR"' };
    expect(await update(state, inputs)).toEqual({
      ...inputs,
      stdout: "before/warned",
      stderr: "",
    });
  });

  it("runs create where there is no update", async () => {
    expect(await update(state, { create: "echo again" })).toMatchObject({ stdout: "again" });
  });

  it("keeps the output where there is neither", async () => {
    expect(await update(state, {})).toEqual({ stdout: "before", stderr: "warned" });
  });

  it("leaves the previous output out when told to", async () => {
    const inputs = { update: 'echo "[$PULUMI_COMMAND_STDOUT]"', addPreviousOutputInEnv: false };
    expect(await update(state, inputs)).toMatchObject({ stdout: "[]" });
  });
});

describe("delete", () => {
  it("runs with the stored environment and output", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "local command "));
    try {
      const state = {
        delete: 'echo "$NAME $PULUMI_COMMAND_STDOUT" > "$FILE"',
        environment: { NAME: "lab", FILE: path.join(directory, "deleted") },
        stdout: "made",
      };
      await localCommand.delete(undefined, "id", state, never, report);
      expect(await readFile(path.join(directory, "deleted"), "utf8")).toBe("lab made\n");
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("says what the command says", async () => {
    const state = { delete: "echo one; echo saved it >&2", logging: "stderr" };
    await localCommand.delete(undefined, "id", state, never, report);
    expect(lines).toEqual(["saved it"]);
  });

  it("does nothing without a command", async () => {
    const deleted = localCommand.delete(undefined, "id", {}, never, report);
    await expect(deleted).resolves.toBeUndefined();
  });
});

describe("through the engine's protocol", () => {
  let client: ProviderClient;

  beforeEach(async () => {
    client = await new ProviderClient().open(commandProvider);
    await client.configure({});
  });

  afterEach(() => {
    client.close();
  });

  it("makes the output a secret when any input is", async () => {
    const inputs = { create: "echo $PASSWORD", environment: { PASSWORD: secret("hunter2") } };
    const { outputs } = await client.create(COMMAND, inputs);
    expect(outputs).toMatchObject({ ...inputs, stdout: secret("hunter2") });
  });

  it("leaves the output plain when no input is a secret", async () => {
    const { outputs } = await client.create(COMMAND, { create: "echo open" });
    expect(outputs).toMatchObject({ stdout: "open" });
  });

  it("keeps secrets out of the error of a command that prints them", async () => {
    const inputs = {
      create: "echo $PASSWORD >&2; exit 1",
      environment: { PASSWORD: secret("hunter2") },
    };
    await expect(client.create(COMMAND, inputs)).rejects.toMatchObject({
      details: "create command exited with status 1; stderr:\n[secret]",
    });
  });

  it("replaces for triggers alone", async () => {
    const olds = { create: "true", triggers: [1], environment: { A: "1" } };
    const news = { create: "false", triggers: [2], environment: { A: "2" } };
    expect((await client.diff(COMMAND, olds, news)).replaces).toEqual(["triggers"]);
  });

  it("refuses what the official plugin takes and this one does not", async () => {
    const { failures } = await client.check(COMMAND, { assetPaths: ["*"], logging: "all" });
    expect(failures).toEqual([expect.stringMatching(/^unknown "assetPaths" of command:local/)]);
    const refused = await client.check(COMMAND, { logging: "all", interpreter: [] });
    expect(refused.failures).toEqual([
      'logging is "all"; allowed: stdout, stderr, stdoutAndStderr, none',
      "interpreter is empty; it needs a program",
    ]);
    await expect(client.invoke("command:local:run")).rejects.toThrow(
      "no function command:local:run",
    );
  });
});

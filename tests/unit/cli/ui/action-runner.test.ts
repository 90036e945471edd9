import { ActionRunner, typed } from "../../../../cli/ui/action-runner.ts";
import type { ActionEntry } from "../../../../cli/ui/entries.ts";
import { LiveDocument } from "../../../../cli/ui/live-document.ts";

let document: LiveDocument;
let runner: ActionRunner;

beforeEach(() => {
  document = new LiveDocument();
  runner = new ActionRunner(document, [process.execPath, "--eval"]);
});
afterEach(async () => {
  await runner.close();
  document.close();
});

const action = (): ActionEntry => document.values()["action"] as ActionEntry;
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

test("shows what a command says, and how it ended", async () => {
  runner.start(["console.log('one'); console.error('two')"]);
  expect(action()).toMatchObject({ id: 1, state: "running" });
  await until(() => action().state !== "running");
  expect(action().state).toBe("done");
  expect([...action().lines].sort()).toEqual(["one", "two"]);
  runner.start(["process.exit(3)"]);
  await until(() => action().state !== "running");
  expect(action()).toMatchObject({ id: 2, state: "failed" });
});

test("keeps the last lines only", async () => {
  runner.start(["for (let n = 1; n <= 100; n += 1) console.log(n)"]);
  await until(() => action().state === "done");
  expect(action().lines).toHaveLength(12);
  expect(action().lines.at(-1)).toBe("100");
});

test("runs one at a time, and ends it when asked to", async () => {
  runner.start([
    "process.on('SIGTERM', () => { console.log('put back'); process.exit(130); }); setInterval(() => {}, 1000); console.log('ready')",
  ]);
  await until(() => action().lines.includes("ready"));
  expect(() => {
    runner.start(["1"]);
  }).toThrow("another action is under way: ./lab");
  runner.cancel();
  await until(() => action().state !== "running");
  expect(action()).toMatchObject({ state: "failed", lines: ["ready", "put back"] });
});

test("the end waits for what runs to put things back", async () => {
  runner.start([
    "process.on('SIGTERM', () => setTimeout(() => { console.log('put back'); process.exit(); }, 200)); setInterval(() => {}, 1000); console.log('ready')",
  ]);
  await until(() => action().lines.includes("ready"));
  await runner.close();
  expect(action().lines).toContain("put back");
});

test("a command is shown as it would be typed", () => {
  expect(typed(["release", "1 2", "$(x)"])).toBe("./lab release '1 2' '$(x)'");
});

import { createProgress, type Terminal } from "../../../cli/terminal/progress.ts";
import { elapsed } from "../../../cli/terminal/elapsed.ts";

/** Takes no room on the screen. */
const colour = new RegExp(String.raw`\u001b\[\d*[a-zA-Z]`, "g");

function recorder(isTTY: boolean, columns = 80): Terminal & { text: () => string } {
  const written: string[] = [];
  return {
    isTTY,
    columns,
    write: (text) => written.push(text),
    text: () => written.join(""),
  };
}

test("without a terminal every event is a plain line with its time", () => {
  const terminal = recorder(false);
  const progress = createProgress(terminal);
  const one = progress.step("k3d");
  const two = progress.step("flux");
  one.update("building");
  one.update("building");
  one.done("built");
  two.fail("no network");
  expect(terminal.text().replaceAll(/\(\d\.\d s\)/g, "(T)")).toBe(
    "    k3d: building (T)\nok  k3d: built (T)\nBAD flux: no network (T)\n",
  );
});

test("without a terminal an amount that grows is a line every five seconds", () => {
  const now = jest.spyOn(Date, "now").mockReturnValue(0);
  const terminal = recorder(false);
  const step = createProgress(terminal).step("k3d");
  for (let second = 0; second <= 11; second += 1) {
    now.mockReturnValue(second * 1000);
    step.update(`${second} of 26 MB`);
  }
  step.update("unpacking");
  now.mockRestore();
  expect(terminal.text().match(/: .* \(/g)).toEqual([
    ": 0 of 26 MB (",
    ": 5 of 26 MB (",
    ": 10 of 26 MB (",
    ": unpacking (",
  ]);
});

test("on a terminal running steps are redrawn and finished ones stay", () => {
  const terminal = recorder(true);
  const progress = createProgress(terminal);
  const one = progress.step("k3d");
  const two = progress.step("flux");
  one.done("built");
  two.done();
  const last = terminal.text().split("\x1b[0J").slice(-1)[0];
  expect(last).toContain("flux");
  expect(terminal.text()).toContain("\x1b[2A");
});

test("on a terminal no line is wider than it, so that it can be taken back", () => {
  const terminal = recorder(true, 40);
  const step = createProgress(terminal).step("a".repeat(30));
  step.update("b".repeat(100));
  step.done("c".repeat(100));
  const lines = terminal.text().replaceAll(colour, "").split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
});

test.each([
  [40, "0.0 s"],
  [9400, "9.4 s"],
  [12_300, "12 s"],
  [185_000, "3 min 05 s"],
  [59_700, "1 min 00 s"],
])("%d ms is %s", (milliseconds, text) => {
  expect(elapsed(milliseconds)).toBe(text);
});

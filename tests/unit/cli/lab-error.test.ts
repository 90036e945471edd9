import { describeError, LabError } from "../../../cli/terminal/lab-error.ts";
import { ToolchainError } from "../../../toolchain/toolchain-error.ts";

test("an error says what, what is allowed and what to type, without a stack trace", () => {
  const error = new LabError("there is no cluster x", { allowed: "a, b", remedy: "./lab status" });
  expect(describeError(error, false)).toBe(
    "Error: there is no cluster x\n  allowed: a, b\n  remedy:  ./lab status",
  );
});

test("the stack trace and the cause come with FLUXLAB_DEBUG", () => {
  const error = new LabError("outer", { cause: new Error("inner") });
  expect(describeError(error, true)).toMatch(/lab-error\.test\.ts[\s\S]*caused by: Error: inner/);
});

test("the toolchain's errors carry their remedy in the text", () => {
  expect(describeError(new ToolchainError("run ./lab toolchain"), false)).toBe(
    "Error: run ./lab toolchain",
  );
});

test("an error nobody foresaw says how to see more", () => {
  expect(describeError(new TypeError("boom"), false)).toMatch(/^Error: boom\n.*FLUXLAB_DEBUG=1/);
  expect(describeError("thrown text", false)).toContain("thrown text");
});

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { shellExports, shellQuote } from "../../../cli/terminal/shell-quote.ts";

test("plain words stay readable", () => {
  expect(shellQuote("/usr/bin:/opt/x-1.2")).toBe("/usr/bin:/opt/x-1.2");
  expect(shellQuote("it's")).toBe(`'it'\\''s'`);
});

test("a shell reads back exactly what was quoted", () => {
  const texts = fc.array(
    fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
    {
      minLength: 20,
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(texts, (words) => {
      const script = `printf '%s\\0' ${words.map(shellQuote).join(" ")}`;
      const read = execFileSync("sh", ["-c", script], { encoding: "utf8" });
      expect(read.split("\0").slice(0, -1)).toEqual(words);
    }),
    { numRuns: 10 },
  );
});

test("exports skip what is not set, and unset what is in the way", () => {
  expect(shellExports({ A: "1 2", B: undefined }, ["C"])).toBe("export A='1 2'\nunset C\n");
});

import fc from "fast-check";
import { parse, stringify } from "yaml";
import {
  readScalar,
  readSpelling,
  replaceScalar,
  respellScalar,
  type ScalarPlace,
} from "../../../cli/git/yaml-scalar.ts";

const greeting: ScalarPlace = {
  kind: "HelmRelease",
  name: "podinfo",
  path: ["spec", "values", "ui", "message"],
};
const file = "apps/one/podinfo.yaml";

/** A release whose message is spelled like this, in the style that people write. */
const block = (spelled: string): string =>
  `# Mine.\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: podinfo\n` +
  `spec:\n  values:\n    ui:\n      message: ${spelled}\n      color: "#34577c" # blue\n` +
  `    ingress:\n      enabled: true\n`;

const other = `kind: HelmRelease\nmetadata: {name: other}\nspec: {values: {ui: {message: theirs}}}\n`;

const spelled: readonly (readonly [string, string])[] = [
  ["hello", "plain"],
  ['"hello \\u00e4" # why', "double quotes and a comment"],
  ["'it''s'", "single quotes"],
  ["|\n        hello\n        world", "a literal block"],
  ["|- # why\n        hello\n\n        world", "a literal block with a comment and an empty line"],
  ["|+\n        hello\n\n", "a literal block that keeps its end"],
  ["|2\n          hello", "a block with an indentation of its own"],
  [">\n        hello\n        world", "a folded block"],
  [">-\n        hello\n\n        world\n", "a folded block with a paragraph"],
  ["hello\n        world", "plain over two lines"],
  ['"hello\n        world"', "quotes over two lines"],
  ["&greeting hello", "an anchor that nobody uses"],
  ["!!str 12", "a tag"],
  ["12", "a number"],
  ["true", "a boolean"],
];

describe.each(spelled)("a message spelled %j", (spelling) => {
  const variants = [
    ["as it is", block(spelling)],
    ["with CRLF", block(spelling).replaceAll("\n", "\r\n")],
    ["after a byte order mark", `\uFEFF${block(spelling)}`],
    ["with tabs in comments", block(spelling).replace("# Mine.", "#\tMine.\t")],
    ["after another release", `${other}---\n${block(spelling)}`],
    ["before another release", `${block(spelling)}---\n${other}`],
    ["without a last line break", block(spelling).replace(/\n$/, "")],
  ] as const;

  test.each(variants)("is replaced alone, %s, and can be put back", (_, source) => {
    const before = readSpelling(source, greeting, file);
    const { spelling } = before;
    const at = source.indexOf(spelling);
    const changed = replaceScalar(source, greeting, "changed in Git at 12:00:00", file);
    expect(readScalar(changed, greeting, file)).toBe("changed in Git at 12:00:00");
    expect(changed.startsWith(source.slice(0, at))).toBe(true);
    expect(changed.endsWith(source.slice(at + spelling.length))).toBe(true);
    const back = respellScalar(changed, greeting, before, file);
    expect(back).toBe(source);
  });
});

test.each([
  ["{kind: HelmRelease, metadata: {name: podinfo}, spec: {values: {ui: {message: hi, a: 1}}}}"],
  [
    '{"kind":"HelmRelease","metadata":{"name":"podinfo"},"spec":{"values":{"ui":{"message":"hi"}}}}',
  ],
  [
    "%YAML 1.2\n---\nkind: HelmRelease\nmetadata: {name: podinfo}\nspec: {values: {ui: {message: hi}}}\n...\n",
  ],
  ["kind: HelmRelease\nmetadata: {name: podinfo}\nx: &m hi\nspec: {values: {ui: {message: *m}}}\n"],
])("%j is edited too", (source) => {
  const changed = replaceScalar(source, greeting, "changed, [in] Git: {it}", file);
  expect(readScalar(changed, greeting, file)).toBe("changed, [in] Git: {it}");
});

test("a version that YAML takes for a number is quoted", () => {
  const place = { ...greeting, path: ["version"] };
  const source = "kind: HelmRelease\nmetadata: {name: podinfo}\nversion: 6.10 # pinned\n";
  expect(readScalar(source, place, file)).toBe("6.10");
  expect(replaceScalar(source, place, "6.20", file)).toBe(source.replace("6.10", "'6.20'"));
});

const head = "kind: HelmRelease\nmetadata: {name: podinfo}\n";

test.each([
  ["a: [\n", ":2: this is not YAML", "an end that is missing"],
  [`${head}spec: 1\nspec: 2\n`, ":4: this is not YAML: Map keys must be unique", "a key twice"],
  [`${head}a:\n\tb: 1\n`, "this is not YAML", "a tab"],
  [other, "has no spec.values.ui.message: there is no HelmRelease podinfo", "another release"],
  [block("hi") + "---\n" + block("ho"), "stands there twice", "two of the name"],
  [`${head}spec:\n  values:\n    ui: {}\n`, ":5: ", "no message"],
  [`${head}spec:\n  values:\n    ui:\n      message:\n`, "message is empty", "nothing in it"],
  [block("\n        text: hi"), "is no single value", "a map"],
  [block("[hi]"), "is no single value", "a list"],
  [`${head}x: &u {message: hi}\nspec: {values: {ui: *u}}\n`, "is *u", "an alias above it"],
  [
    `${head}x: &u {message: hi}\nspec: {values: {ui: {<<: *u}}}\n`,
    "only through its <<",
    "a merge",
  ],
  [
    `${head}spec: {values: {ui: {message: &m hi}}}\nothers: *m\n`,
    ":3: spec.values.ui.message cannot be changed without changing something else",
    "an anchor that another place refers to",
  ],
])("%j is refused, with the file and what to do", (source, why) => {
  const edit = (): string => replaceScalar(source, greeting, "changed", file);
  expect(edit).toThrow(file);
  expect(edit).toThrow(why);
  expect(edit).toThrow(
    expect.objectContaining({
      remedy: expect.stringContaining("commit and push") as string,
    }) as Error,
  );
});

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const values = fc.dictionary(
  text.filter((key) => !["ui", "__proto__", "<<"].includes(key)),
  fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null), fc.array(text)),
);

test("whatever stands around it and however it is written, only the value changes", () => {
  fc.assert(
    fc.property(
      fc.record({ others: values, message: text, next: text.filter((one) => one !== "") }),
      fc.constantFrom("PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE", "BLOCK_LITERAL", "BLOCK_FOLDED"),
      fc.constantFrom("\n", "\r\n"),
      ({ others, message, next }, defaultStringType, lineEnd) => {
        const release = {
          kind: "HelmRelease",
          metadata: { name: "podinfo" },
          spec: { values: { before: others, ui: { message, after: others } } },
        };
        const source = stringify(release, { defaultStringType, defaultKeyType: "PLAIN" });
        const written = source.replaceAll("\n", lineEnd);
        const place = { kind: "HelmRelease", name: "podinfo", path: greeting.path };
        const expected = structuredClone(parse(written)) as typeof release;
        const changed = replaceScalar(written, place, next, file);
        expected.spec.values.ui.message = next;
        expect(parse(changed)).toEqual(expected);
        const start = written.indexOf(readSpelling(written, place, file).spelling);
        expect(changed.slice(0, Math.max(0, start))).toBe(written.slice(0, Math.max(0, start)));
      },
    ),
    { numRuns: 300 },
  );
});

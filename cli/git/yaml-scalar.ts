import { isDeepStrictEqual } from "node:util";
import { isAlias, isMap, isScalar, LineCounter, parseAllDocuments, type Document } from "yaml";
import { LabError } from "../terminal/lab-error.ts";

/** Where a scalar is: the object it is in, and its path there. */
export interface ScalarPlace {
  readonly kind: string;
  /** `metadata.name` of the object. */
  readonly name: string;
  readonly path: readonly string[];
}

/** The value there, as text; throws, with file and line, when there is none. */
export function readScalar(source: string, place: ScalarPlace, file: string): string {
  return find(source, place, file).value;
}

/** A value as a file has it. */
export interface SpelledScalar {
  /** As text. */
  readonly value: string;
  /** As YAML reads it: text, a number or a boolean. */
  readonly content: unknown;
  /** In quotes, as an alias, as a block of lines. */
  readonly spelling: string;
}

/** The value there and how it is spelled; throws as `readScalar`. */
export function readSpelling(source: string, place: ScalarPlace, file: string): SpelledScalar {
  const { value, content, start, end } = find(source, place, file);
  return { value, content, spelling: source.slice(start, end) };
}

/**
 * The same text with only that scalar replaced, in the quotes it had where the value can stand in
 * them. The result is read again: it throws unless that value is all that differs.
 */
export function replaceScalar(
  source: string,
  place: ScalarPlace,
  value: string,
  file: string,
): string {
  const found = find(source, place, file);
  const candidates = spellings(source.slice(found.start, found.end), value);
  return replaceWith(source, place, value, file, candidates, found);
}

/** The same text with that scalar as `readSpelling` has found it once. */
export function respellScalar(
  source: string,
  place: ScalarPlace,
  { spelling, value, content }: SpelledScalar,
  file: string,
): string {
  const found = find(source, place, file);
  // The comment of a block's first line stands behind the value that took its place.
  const comment = commentOf(spelling);
  const end = found.end + (source.startsWith(comment, found.end) ? comment.length : 0);
  const candidates = [spelling, ...spellings(spelling, value)];
  return replaceWith(source, place, content, file, candidates, { ...found, end });
}

interface Found {
  readonly value: string;
  readonly content: unknown;
  /** Offsets of the spelling; a block of lines ends before its last line break. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Which of the documents it is in. */
  readonly index: number;
  /** What all documents say. */
  readonly contents: readonly unknown[];
}

function replaceWith(
  source: string,
  place: ScalarPlace,
  content: unknown,
  file: string,
  candidates: readonly string[],
  { start, end, line, index, contents }: Found,
): string {
  const expected = withValue(contents, index, place.path, content);
  for (const candidate of candidates) {
    const text = source.slice(0, start) + candidate + source.slice(end);
    if (isDeepStrictEqual(contentsOf(text), expected)) {
      return text;
    }
  }
  throw new LabError(
    `${file}:${line}: ${place.path.join(".")} cannot be changed without changing something else`,
    {
      allowed: "a value of its own, without an anchor that other values refer to",
      remedy: `write the value out in ${file}, commit and push`,
    },
  );
}

/** Ways to write a value, the one most like the old spelling first. */
function spellings(old: string, value: string): string[] {
  const comment = commentOf(old);
  const single = `'${value.replaceAll("'", "''")}'`;
  const double = JSON.stringify(value);
  const quoted = old.startsWith("'") ? [single] : old.startsWith('"') ? [double] : [];
  return [...quoted, value, single, double].map((text) => text + comment);
}

/** The comment that a block's first line may end in. */
function commentOf(spelling: string): string {
  return /^[|>][-+0-9]*([ \t]+#[^\r\n]*)/.exec(spelling)?.[1] ?? "";
}

function find(source: string, { kind, name, path }: ScalarPlace, file: string): Found {
  const lines = new LineCounter();
  const documents = parseAllDocuments(source, { lineCounter: lines }) as Document.Parsed[];
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken !== undefined) {
    const [what = ""] = broken.message.split(/ at line \d/);
    throw new LabError(`${file}:${lineAt(broken.pos[0])}: this is not YAML: ${what}`, {
      remedy: `correct ${file} in Git, commit and push`,
    });
  }
  const contents = contentsOf(source);
  if (contents === undefined) {
    throw new LabError(`${file}: its aliases stand for more than can be read`, {
      remedy: `write the values out in ${file}, commit and push`,
    });
  }
  const places = contents.flatMap((content, index) =>
    valueAt(content, ["kind"]) === kind && valueAt(content, ["metadata", "name"]) === name
      ? [index]
      : [],
  );
  const [index, second] = places;
  const field = path.join(".");
  const advice = {
    allowed: `one ${kind} ${name} with ${field} written out`,
    remedy: `put it into ${file}, commit and push`,
  };
  const beginning = (at: number): number => lineAt(documents[at]?.range[0] ?? 0);
  if (index === undefined) {
    throw new LabError(`${file} has no ${field}: there is no ${kind} ${name} in it`, advice);
  }
  if (second !== undefined) {
    const twice = `${kind} ${name} stands there twice, from here and from line ${beginning(index)} on`;
    throw new LabError(`${file}:${beginning(second)}: ${twice}`, advice);
  }
  const refuse = (offset: number, why: string): LabError =>
    new LabError(`${file}:${lineAt(offset)}: ${why}`, advice);

  let node: unknown = documents[index]?.contents;
  let offset = documents[index]?.contents?.range[0] ?? 0;
  for (const [depth, key] of path.entries()) {
    const above = path.slice(0, depth).join(".") || "the document";
    if (isAlias(node)) {
      throw refuse(offset, `${above} is *${node.source}: a change there would not stay in it`);
    }
    if (!isMap(node)) {
      throw refuse(offset, `there is no ${field}: ${above} is no map`);
    }
    const below = node.get(key, true) as unknown;
    if (below === undefined) {
      const merges = node.has("<<") ? ", or only through its <<" : "";
      throw refuse(offset, `there is no ${field}: ${above} has no ${key}${merges}`);
    }
    node = below;
    offset = rangeOf(below)?.[0] ?? offset;
  }
  const range = rangeOf(node);
  const read = valueAt(contents[index], path);
  if (range === undefined || read === null || typeof read === "object") {
    throw refuse(offset, `${field} is ${read === null ? "empty" : "no single value"}`);
  }
  const raw = source.slice(range[0], range[1]);
  const end = range[0] + raw.replace(/[\r\n]+$/, "").length;
  // A number that Git has as 6.10 is not 6.1.
  const text = isScalar(node) && node.source !== undefined ? node.source : JSON.stringify(read);
  const value = typeof read === "string" ? read : text;
  return { value, content: read, start: range[0], end, line: lineAt(range[0]), index, contents };
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return isScalar(node) || isAlias(node) || isMap(node) ? (node.range ?? undefined) : undefined;
}

/** What every document says, nothing shared between two places; undefined when that cannot be read. */
function contentsOf(source: string): unknown[] | undefined {
  const documents = parseAllDocuments(source) as Document.Parsed[];
  if (documents.some(({ errors }) => errors.length > 0)) {
    return undefined;
  }
  try {
    return JSON.parse(JSON.stringify(documents.map((document): unknown => document.toJS()))) as [];
  } catch {
    return undefined;
  }
}

function valueAt(content: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (value, key) =>
      typeof value === "object" && value !== null
        ? (value as Record<string, unknown>)[key]
        : undefined,
    content,
  );
}

function withValue(
  contents: readonly unknown[],
  index: number,
  path: readonly string[],
  value: unknown,
): unknown[] {
  const copy = JSON.parse(JSON.stringify(contents)) as unknown[];
  const last = path.at(-1) ?? "";
  const parent = valueAt(copy[index], path.slice(0, -1)) as Record<string, unknown>;
  parent[last] = value;
  return copy;
}

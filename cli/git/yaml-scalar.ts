import { isScalar, parseAllDocuments, type Document } from "yaml";
import { LabError } from "../terminal/lab-error.ts";

/** Where a scalar is: the kind of the document it is in, and its path there. */
export interface ScalarPlace {
  readonly kind: string;
  readonly path: readonly string[];
}

/** The value there, as text; throws when there is none. */
export function readScalar(source: string, place: ScalarPlace, file: string): string {
  return String(findScalar(source, place, file).value);
}

/** The same text with only that scalar replaced, in the quotes it had. */
export function replaceScalar(
  source: string,
  place: ScalarPlace,
  value: string,
  file: string,
): string {
  const { start, end } = findScalar(source, place, file);
  const quote = /^["']/.exec(source.slice(start, end))?.[0] ?? "";
  return source.slice(0, start) + quote + value + quote + source.slice(end);
}

function findScalar(
  source: string,
  { kind, path }: ScalarPlace,
  file: string,
): { value: unknown; start: number; end: number } {
  const documents = parseAllDocuments(source) as Document.Parsed[];
  const broken = documents.flatMap((document) => document.errors)[0];
  if (broken !== undefined) {
    throw new LabError(`${file} is not YAML: ${broken.message}`, { remedy: "correct it in Git" });
  }
  for (const document of documents) {
    const node = document.getIn(path, true);
    if (document.get("kind") === kind && isScalar(node) && node.range) {
      return { value: node.value, start: node.range[0], end: node.range[1] };
    }
  }
  throw new LabError(`${file} has no ${path.join(".")}`, {
    allowed: `a ${kind} with ${path.join(".")}`,
    remedy: "put it back in Git",
  });
}

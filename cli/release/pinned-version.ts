import { isScalar, parseAllDocuments, type Document } from "yaml";
import { LabError } from "../lab-error.ts";

const path = ["spec", "chart", "spec", "version"];

/** The chart version that a cluster's podinfo.yaml pins; throws when it pins none. */
export function pinnedVersion(source: string, file: string): string {
  return String(findScalar(source, file).value);
}

/** The same text with only the version scalar replaced, in the quotes it had. */
export function withPinnedVersion(source: string, version: string, file: string): string {
  const { start, end } = findScalar(source, file);
  const quote = /^["']/.exec(source.slice(start, end))?.[0] ?? "";
  return source.slice(0, start) + quote + version + quote + source.slice(end);
}

function findScalar(source: string, file: string): { value: unknown; start: number; end: number } {
  const documents = parseAllDocuments(source) as Document.Parsed[];
  const broken = documents.flatMap((document) => document.errors)[0];
  if (broken !== undefined) {
    throw new LabError(`${file} is not YAML: ${broken.message}`, { remedy: "correct it in Git" });
  }
  for (const document of documents) {
    const node = document.getIn(path, true);
    if (document.get("kind") === "HelmRelease" && isScalar(node) && node.range) {
      return { value: node.value, start: node.range[0], end: node.range[1] };
    }
  }
  throw new LabError(`${file} pins no version`, {
    allowed: `a HelmRelease with ${path.join(".")}`,
    remedy: "put it back in Git",
  });
}

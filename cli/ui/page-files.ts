import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Something that the page consists of. */
export interface PageFile {
  readonly type: string;
  readonly text: string;
}

const directory = join(import.meta.dirname, "page");
const modules = join(import.meta.dirname, "..", "..", "node_modules");

/** The rendering library by the name that the page imports it by. */
const libraries: Readonly<Record<string, string>> = {
  preact: join(modules, "preact", "dist", "preact.mjs"),
  "preact/hooks": join(modules, "preact", "hooks", "dist", "hooks.mjs"),
  htm: join(modules, "htm", "dist", "htm.module.js"),
};

/** Every script of the page by the name that it is imported by. */
export function pageScripts(): Map<string, string> {
  const own = readdirSync(directory).filter((name) => name.endsWith(".js"));
  return new Map([
    ...Object.entries(libraries).map(([name, file]) => [name, readLibrary(file)] as const),
    ...own.map((name) => [`#page/${name}`, readFileSync(join(directory, name), "utf8")] as const),
  ]);
}

/** The page's style. */
export function pageStyle(): string {
  return readFileSync(join(directory, "style.css"), "utf8");
}

/** The parts of the document that depend on where it is shown. */
export interface DocumentParts {
  /** A content security policy, where no header carries it. */
  readonly head: string;
  /** By import name, where each script is. */
  readonly imports: ReadonlyMap<string, string>;
  /** What starts the page. */
  readonly start: string;
}

/** The HTML document. */
export function pageDocument({ head, imports, start }: DocumentParts): string {
  return readFileSync(join(directory, "index.html"), "utf8")
    .replace("<!-- head -->", () => head)
    .replace("<!-- imports -->", () => `<script type="importmap">${importMap(imports)}</script>`)
    .replace("<!-- start -->", () => start);
}

/** The text of the import map. */
export function importMap(imports: ReadonlyMap<string, string>): string {
  return JSON.stringify({ imports: Object.fromEntries(imports) });
}

/** How a content security policy names an inline script. */
export function scriptHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** Every file that the server has, by path; and the policy that goes with the document. */
export function servedFiles(): { files: ReadonlyMap<string, PageFile>; policy: string } {
  const scripts = pageScripts();
  const imports = new Map([...scripts.keys()].map((name) => [name, servedPath(name)]));
  const start = `<link rel="stylesheet" href="/style.css"><script type="module" src="/page/main.js"></script>`;
  const files = new Map<string, PageFile>([
    ["/", { type: "text/html", text: pageDocument({ head: "", imports, start }) }],
    ["/style.css", { type: "text/css", text: pageStyle() }],
    ...[...scripts].map(
      ([name, text]) => [servedPath(name), { type: "text/javascript", text }] as const,
    ),
  ]);
  const policy = [
    "default-src 'self'",
    `script-src 'self' ${scriptHash(importMap(imports))}`,
    ...["img-src 'self' data:", "object-src 'none'", "base-uri 'none'"],
    ...["form-action 'none'", "frame-ancestors 'none'"],
  ].join("; ");
  return { files, policy };
}

function servedPath(name: string): string {
  return name.startsWith("#page/") ? `/page/${name.slice(6)}` : `/library/${name}.js`;
}

/** Without the reference to a source map that is not served. */
function readLibrary(file: string): string {
  return readFileSync(file, "utf8").replace(/\n\/\/# sourceMappingURL=\S+\s*$/, "\n");
}

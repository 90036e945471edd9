import { importMap, pageDocument, pageScripts, pageStyle, scriptHash } from "../ui/page-files.ts";

/** What a report has instead of a server. */
export interface ReportContents {
  /** RFC 3339, of its writing. */
  readonly at: string;
  /** Entries of a live document, by key. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** The page of `lab ui` with its data as one HTML document that loads nothing. */
export function renderReport(contents: ReportContents): string {
  const scripts = pageScripts();
  const imports = new Map([...scripts].map(([name, text]) => [name, dataUrl(text)]));
  const start = 'import "#page/main.js";';
  const policy = [
    "default-src 'none'",
    `script-src data: ${scriptHash(importMap(imports))} ${scriptHash(start)}`,
    "style-src 'unsafe-inline'",
    ...["img-src data:", "base-uri 'none'", "form-action 'none'"],
  ].join("; ");
  return pageDocument({
    head: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    imports,
    start:
      `<style>${pageStyle()}</style>` +
      `<script type="application/json" id="data">${jsonInHtml(contents)}</script>` +
      `<script type="module">${start}</script>`,
  });
}

function dataUrl(text: string): string {
  return `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
}

/** No text of it can end the script element, whatever people write into commits. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

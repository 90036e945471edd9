import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { renderPage } from "../../cli/report/page.ts";
import { reportData } from "../../cli/report/report-data.ts";
import { driftRun, releaseRun } from "../unit/cli/report-runs.ts";
import { Browser, type Look } from "./browser.ts";

jest.setTimeout(3 * 60_000);

let directory: string;
let browser: Browser;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "fluxlab report "));
  browser = await Browser.start();
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

const looks: Look[] = [
  { width: 1200, scheme: "light" },
  { width: 1200, scheme: "dark" },
  { width: 320, scheme: "light" },
];

/** WCAG's contrast between the text and the ground of an element. */
const contrast = (selector: string): string => `(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" && element.parentElement ? ground(element.parentElement) : colour;
  };
  const element = document.querySelector(${JSON.stringify(selector)});
  const [low, high] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
})()`;

describe.each([
  ["release", releaseRun],
  ["drift", driftRun],
] as const)("the report of a %s", (name, run) => {
  test.each(looks)("can be read at $width px, $scheme", async (look) => {
    const file = join(directory, `${name}.html`);
    writeFileSync(file, renderPage(reportData(run)));
    await browser.open(pathToFileURL(file).href, look);
    // Nothing has to be scrolled sideways to.
    const page = "document.documentElement";
    expect(await browser.evaluate("innerWidth")).toBe(look.width);
    expect(await browser.evaluate(`${page}.scrollWidth - ${page}.clientWidth`)).toBe(0);
    for (const selector of ["h1", ".quiet", "td", name === "release" ? ".bad" : ".good"]) {
      expect(await browser.evaluate(contrast(selector))).toBeGreaterThanOrEqual(4.5);
    }
    const widths = await browser.evaluate(
      "[...document.querySelectorAll('svg')].map((svg) => svg.getBoundingClientRect().width)",
    );
    expect(widths).toHaveLength(name === "release" ? 2 : 1);
    expect((widths as number[]).every((width) => width > 200)).toBe(true);
  });

  test("loads nothing", async () => {
    expect(await browser.evaluate("performance.getEntriesByType('resource').length")).toBe(0);
  });
});

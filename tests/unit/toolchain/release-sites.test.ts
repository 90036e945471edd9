import { askReleaseSites } from "../../../toolchain/lanes/release-sites.ts";
import { type Site, startSite } from "./release-site.ts";

let site: Site;

beforeAll(async () => {
  site = await startSite((request, response) => {
    const status = { "/asset": 302, "/limited": 429, "/blocked": 403 }[request.url ?? ""];
    if (status !== undefined) {
      response.writeHead(status, { location: "http://elsewhere.invalid/" }).end();
    }
  });
});

afterAll(() => {
  site.close();
});

async function problems(...paths: string[]): Promise<(string | undefined)[]> {
  const urls = paths.map((path) => (path.startsWith("/") ? site.url + path : path));
  return (await askReleaseSites(urls, 1000)).map(({ problem }) => problem);
}

test("a site that redirects to its store is there, and one that limits too", async () => {
  expect(await problems("/asset")).toEqual([undefined]);
  expect(await problems("/limited")).toEqual([undefined]);
});

test("a filter that refuses, and a name that does not exist", async () => {
  expect(await problems("/blocked", "http://fluxlab.invalid/")).toEqual([
    "HTTP 403",
    "its name is not known here",
  ]);
});

test("silence is no answer, and holds nobody up", async () => {
  expect(await problems("/silent")).toEqual(["no answer in time"]);
});

test("nobody waits for the others once one has answered", async () => {
  const started = Date.now();
  const [good] = await askReleaseSites([`${site.url}/asset`, `${site.url}/silent`], 60_000);
  expect(good?.problem).toBeUndefined();
  expect(Date.now() - started).toBeLessThan(20_000);
});

import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "../../../../cli/ui/open-browser.ts";

const address = "http://127.0.0.1:4000/#a-token";
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fluxlab open "));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

test("the browser finds the address in a file that nobody else may read, for as long as it is served", async () => {
  const said = join(directory, "said");
  const stub = join(directory, "stub");
  writeFileSync(stub, `#!/bin/sh\necho "$*" > '${said}.new' && mv '${said}.new' '${said}'\n`);
  chmodSync(stub, 0o755);
  const close = openBrowser(directory, address, stub);
  while (!existsSync(said)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const opened = readFileSync(said, "utf8").trim();
  expect(opened).not.toContain("a-token");
  const file = fileURLToPath(opened);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toContain(`url=${address}"`);
  close();
  expect(existsSync(file)).toBe(false);
});

test("a machine without a browser is no error", async () => {
  const close = openBrowser(directory, address, join(directory, "no-such-command"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  close();
});

import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Opens an address in the reader's browser, if there is one; the address that is printed has to do
 * otherwise. The browser gets it from a file in `directory` that only the reader may read: everybody
 * on the machine sees the arguments of commands, and the address has the token. Answers how to remove
 * the file.
 */
export function openBrowser(directory: string, address: string, command = "xdg-open"): () => void {
  const file = join(directory, "ui.html");
  writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0; url=${address}">\n`, {
    mode: 0o600,
  });
  const child = spawn(command, [pathToFileURL(file).href], { stdio: "ignore", detached: true });
  child.once("error", () => undefined);
  child.unref();
  return () => {
    rmSync(file, { force: true });
  };
}

import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { parseDocument } from "yaml";
import { project } from "./test-lab.ts";

/**
 * Copies the checkout, as somebody has it who clones this moment's state: with a commit of its own,
 * and other values for some settings in Pulumi.local.yaml.
 */
export async function copyCheckout(to: string, settings: Record<string, unknown>): Promise<void> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const { stdout } = await execa("git", list, { cwd: project });
  const present = stdout.split("\0").filter((path) => path !== "");
  for (const path of present) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(project, path), join(to, path), { verbatimSymlinks: true }).catch(
      (error: unknown) => {
        // Deleted, and not yet committed.
        if ((error as { code?: unknown }).code !== "ENOENT") {
          throw error;
        }
      },
    );
  }
  await changeSettings(join(to, "Pulumi.local.yaml"), settings);
  const git = async (...args: string[]) => execa("git", args, { cwd: to });
  await git("init", "--quiet");
  await git("add", "--all");
  await git("-c", "user.name=e2e", "-c", "user.email=e2e@localhost", "commit", "-qm", "Begin");
  // The libraries are the same; fetching them again would only take time.
  await execa("cp", ["--archive", join(project, "node_modules"), to]);
}

async function changeSettings(file: string, settings: Record<string, unknown>): Promise<void> {
  const document = parseDocument(await readFile(file, "utf8"));
  for (const [name, value] of Object.entries(settings)) {
    document.setIn(["config", `fluxlab:${name}`], value);
  }
  await writeFile(file, String(document));
}

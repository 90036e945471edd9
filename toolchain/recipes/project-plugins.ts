import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Part } from "../part.ts";

const wrappers = join(dirname(dirname(fileURLToPath(import.meta.url))), "wrappers");

/** A Pulumi plugin that is source in this project: a wrapper that finds it in the checkout. */
export function projectPlugin(name: string, title: string): Part {
  const wrapper = join(wrappers, name);
  return {
    id: name,
    title,
    version: "project",
    inputs: { directory: "plugins" },
    files: [wrapper],
    async build({ directory }) {
      await mkdir(join(directory, "plugins"), { recursive: true });
      await copyFile(wrapper, join(directory, "plugins", name));
      return "project";
    },
  };
}

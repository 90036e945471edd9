import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Part } from "../../parts/part.ts";

const wrappers = join(dirname(dirname(fileURLToPath(import.meta.url))), "wrappers");

/** A script of this project that stands for a program of that name, or before it. */
export function wrapperFile(name: string): string {
  return join(wrappers, name);
}

/** A Pulumi plugin that is source in this project: a wrapper that finds it in the checkout. */
export function projectPlugin(name: string, title: string): Part {
  const wrapper = wrapperFile(name);
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

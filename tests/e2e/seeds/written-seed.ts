import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "./flux-schemas.ts";

/** A repository's first content as files, until it is disposed of. */
export class WrittenSeed implements Disposable {
  readonly #directory = mkdtempSync(join(tmpdir(), "fluxlab-seed-"));
  readonly #files: Record<string, string>;
  readonly #kubectl: string;

  constructor(files: Record<string, string>, bin: string) {
    this.#files = files;
    this.#kubectl = join(bin, "kubectl");
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.#directory, path)), { recursive: true });
      writeFileSync(join(this.#directory, path), text);
    }
  }

  /** The directories that have a kustomization of their own. */
  get overlays(): string[] {
    return Object.keys(this.#files)
      .filter((path) => path.endsWith("/kustomization.yaml"))
      .map(dirname);
  }

  /** Whether there is such a directory. */
  has(directory: string): boolean {
    return existsSync(join(this.#directory, directory));
  }

  /**
   * What Flux makes of a directory: its kustomization, or else every file below it; with the values
   * of `postBuild` filled in.
   */
  build(directory: string, values: Record<string, string> = {}): KubernetesObject[] {
    const path = join(this.#directory, directory);
    const text = existsSync(join(path, "kustomization.yaml"))
      ? execFileSync(this.#kubectl, ["kustomize", path], { encoding: "utf8" })
      : Object.keys(this.#files)
          .filter((file) => file.startsWith(`${directory}/`))
          .map((file) => readFileSync(join(this.#directory, file), "utf8"))
          .join("---\n");
    const filledIn = text.replace(/\$\{(\w+)\}/g, (variable, name: string) => {
      return values[name] ?? variable;
    });
    return parseAllDocuments(filledIn).map((document) => document.toJS() as KubernetesObject);
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true });
  }
}

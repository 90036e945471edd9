import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** Copies of what lies in a Gitea server's volume, whether or not the server runs. */
export class GiteaData {
  readonly #container: string;
  readonly #borrowed: boolean;
  readonly #directory: string;

  private constructor(container: string, borrowed: boolean, directory: string) {
    this.#container = container;
    this.#borrowed = borrowed;
    this.#directory = directory;
  }

  /**
   * Container and volume have the same name. Undefined when there is neither.
   *
   * @throws when Docker does not answer, or has no image that the volume could be looked into with
   */
  static async open(name: string): Promise<GiteaData | undefined> {
    const container = await namesOf(
      "ps",
      "--all",
      "--filter",
      `name=^${name}$`,
      "--format={{.ID}}",
    );
    const volume = await namesOf(
      "volume",
      "ls",
      "--filter",
      `name=^${name}$`,
      "--format={{.Name}}",
    );
    if (container[0] === undefined && volume[0] === undefined) {
      return undefined;
    }
    const opened = container[0] ?? (await lookInto(name));
    const directory = await mkdtemp(join(tmpdir(), "fluxlab-saving-"));
    return new GiteaData(opened, container[0] === undefined, directory);
  }

  /**
   * Copies a file or directory, by its path below Gitea's `/data`; answers where the copy is,
   * undefined when there is nothing of that name.
   */
  async copy(path: string): Promise<string | undefined> {
    const target = join(this.#directory, path);
    await mkdir(dirname(target), { recursive: true });
    try {
      await docker("cp", `${this.#container}:/data/${path}`, target);
    } catch (error) {
      if (/could not find the file|no such file|not found/i.test((error as Error).message)) {
        return undefined;
      }
      throw error;
    }
    return target;
  }

  /** Removes the copies. */
  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
    if (this.#borrowed) {
      await docker("rm", "--force", this.#container);
    }
  }
}

/** A container that never runs: Docker copies out of its mounts all the same, whatever the image is. */
async function lookInto(volume: string): Promise<string> {
  const [image] = await namesOf("images", "--format={{.ID}}");
  if (image === undefined) {
    throw new Error(`Docker has no image that volume ${volume} could be looked into with`);
  }
  return docker("create", "--volume", `${volume}:/data`, image, "none");
}

async function namesOf(...args: string[]): Promise<string[]> {
  return (await docker(...args)).split("\n").filter((line) => line !== "");
}

async function docker(...args: string[]): Promise<string> {
  const limit = { timeout: 300_000, maxBuffer: 16 * 1024 * 1024 };
  return (await promisify(execFile)("docker", args, limit)).stdout.trim();
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Image } from "../../docker/image.ts";
import { run } from "../../system/run.ts";

/** A file system layer: an uncompressed tar named after its digest. */
export interface Layer {
  readonly file: string;
  /** SHA-256 of the tar, hexadecimal. */
  readonly digest: string;
}

/** How containers of an image start. */
export interface ImageSettings {
  /** Name and tag. */
  readonly reference: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDirectory?: string;
  /** TCP ports. */
  readonly ports?: readonly number[];
  readonly volumes?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Flags that make tar's output depend on names, contents and modes only; see GNU tar's manual,
 * "Reproducibility".
 */
export const reproducible = ["--sort=name", "--mtime=@0", "--numeric-owner", "--format=gnu"];

/**
 * Packs a directory tree into `directory` as a layer.
 * @param owner `root`: everything belongs to root; `kept`: owners are those of the files
 */
export async function packLayer(
  root: string,
  directory: string,
  owner: "root" | "kept",
): Promise<Layer> {
  await mkdir(directory, { recursive: true });
  const unnamed = join(directory, "layer.tar");
  const owners = owner === "root" ? ["--owner=0", "--group=0"] : [];
  await run("tar", [...reproducible, ...owners, "-C", root, "-cf", unnamed, "."]);
  const digest = await fileDigest(unnamed);
  const file = join(directory, `${digest}.tar`);
  await run("mv", ["-f", unnamed, file]);
  return { file, digest };
}

/** An image of these layers, lowest first. */
export function describeImage(settings: ImageSettings, layers: readonly Layer[]): Image {
  const { reference, environment = {}, ports = [], volumes = [] } = settings;
  const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const variables = Object.entries({ PATH: path, ...environment });
  const empty = (names: readonly string[]): Record<string, object> =>
    Object.fromEntries(names.map((name) => [name, {}]));
  const configuration = JSON.stringify({
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    created: "1970-01-01T00:00:00Z",
    config: {
      Env: variables.map(([name, value]) => `${name}=${value}`),
      Entrypoint: settings.entrypoint ?? null,
      Cmd: settings.command ?? null,
      User: settings.user ?? "",
      WorkingDir: settings.workingDirectory ?? "",
      ExposedPorts: empty(ports.map((port) => `${String(port)}/tcp`)),
      Volumes: empty(volumes),
      Labels: settings.labels ?? {},
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(() => ({ created: "1970-01-01T00:00:00Z", created_by: "fluxlab" })),
  });
  return { reference, configuration, layers: layers.map(({ digest }) => digest) };
}

/** SHA-256 of a file, hexadecimal. */
export async function fileDigest(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

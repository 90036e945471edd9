import type { Properties, Report, Resource } from "@fluxlab/provider-server";
import { type DockerEngine, DockerError } from "./docker-engine.ts";

/** How long a pull may take, in milliseconds. */
const PULL_LIMIT_MS = 15 * 60_000;

interface ImageInputs {
  name: string;
  forceRemove?: boolean;
  keepLocally?: boolean;
  platform?: string;
}

interface ImageInspect {
  Id: string;
  RepoDigests: string[] | null;
}

/** An image's name as the Engine's pull request wants it. The tag is `latest` when there is none. */
export function pullQuery(name: string, platform: string | undefined): Record<string, string> {
  const tagAt = name.includes("@") ? -1 : name.indexOf(":", name.lastIndexOf("/") + 1);
  const query: Record<string, string> = platform === undefined ? {} : { platform };
  if (name.includes("@")) {
    return { ...query, fromImage: name };
  }
  return tagAt === -1
    ? { ...query, fromImage: name, tag: "latest" }
    : { ...query, fromImage: name.slice(0, tagAt), tag: name.slice(tagAt + 1) };
}

/** The last line of a pull that failed although its status was 200. */
function pullError(stream: string): string | undefined {
  for (const line of stream.split("\n").filter((text) => text.trim() !== "")) {
    const { error } = JSON.parse(line) as { error?: string };
    if (error !== undefined) {
      return error;
    }
  }
  return undefined;
}

function imagePath(name: string): string {
  return `/images/${encodeURI(name)}/json`;
}

async function pull(
  engine: DockerEngine,
  { name, platform }: ImageInputs,
  report: Report,
  signal: AbortSignal,
): Promise<ImageInspect> {
  report("info", `pulling ${name}`);
  const query = pullQuery(name, platform);
  const options = { query, limit: PULL_LIMIT_MS, signal };
  const stream = await engine.bytes("POST", "/images/create", options);
  const error = pullError(stream.toString("utf8"));
  const found = await engine.find<ImageInspect>(imagePath(name));
  if (error !== undefined || found === undefined) {
    throw new Error(`cannot pull ${name}: ${error ?? "Docker does not have it after the pull"}`);
  }
  return found;
}

function outputsOf(found: ImageInspect, inputs: Properties): Properties {
  return { ...inputs, imageId: found.Id, repoDigest: found.RepoDigests?.[0] ?? "" };
}

/**
 * `docker:index/remoteImage:RemoteImage`. An image that Docker has is taken as it is, any other is
 * pulled without credentials.
 */
export const remoteImage: Resource<DockerEngine> = {
  inputs: {
    name: { type: "string", required: true, replaces: true },
    forceRemove: { type: "boolean" },
    keepLocally: { type: "boolean" },
    platform: { type: "string", replaces: true },
    pullTriggers: { type: "array", items: { type: "string" }, replaces: true },
    triggers: { type: "object", items: { type: "string" }, replaces: true },
  },
  computed: ["imageId", "repoDigest"],
  // The new image may be the old one: deleting it last would take away what was just made.
  deleteBeforeReplace: true,

  async create(engine, inputs, report, signal) {
    const image = inputs as unknown as ImageInputs;
    const found =
      (await engine.find<ImageInspect>(imagePath(image.name))) ??
      (await pull(engine, image, report, signal));
    return { id: found.Id + image.name, outputs: outputsOf(found, inputs) };
  },

  async read(engine, id, _state, inputs) {
    const given = inputs["name"];
    // The id is the image's own, 64 hex digits after "sha256:", and the name.
    const name = typeof given === "string" ? given : id.replace(/^sha256:[0-9a-f]{64}/, "");
    const found = await engine.find<ImageInspect>(imagePath(name));
    if (found === undefined) {
      return undefined;
    }
    const now = { ...inputs, name };
    return { id: found.Id + name, inputs: now, outputs: outputsOf(found, now) };
  },

  update(_engine, _id, state, inputs) {
    const { imageId = "", repoDigest = "" } = state;
    return Promise.resolve({ ...inputs, imageId, repoDigest });
  },

  async delete(engine, _id, state) {
    const { name, keepLocally, forceRemove } = state as unknown as ImageInputs;
    if (keepLocally === true) {
      return;
    }
    const query = { force: String(forceRemove === true) };
    try {
      await engine.json("DELETE", `/images/${encodeURI(name)}`, { query });
    } catch (thrown) {
      if (!(thrown instanceof DockerError && thrown.status === 404)) {
        throw thrown;
      }
    }
  },
};

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import { chartIn } from "./chart.ts";
import { type Client, path } from "./client.ts";
import { resource } from "./definition.ts";
import { partsOf } from "./identifier.ts";

interface Inputs {
  owner: string;
  type: string;
  name: string;
  version: string;
  path: string;
  sha256: string;
}

interface Outputs extends Inputs {
  fileName: string;
}

interface GiteaFile {
  name: string;
  sha256: string;
}

const TYPES = ["helm", "generic"];

export const packageVersion = resource<Inputs, Outputs>({
  inputs: {
    owner: { type: "string", required: true, replaces: true },
    type: { type: "string", default: "helm", replaces: true },
    name: { type: "string", required: true, replaces: true },
    version: { type: "string", required: true, replaces: true },
    path: { type: "string", required: true },
    sha256: { type: "string", required: true },
  },
  computed: ["fileName"],

  validate({ type }) {
    return type === undefined || TYPES.includes(type)
      ? []
      : [`type ${JSON.stringify(type)} is none of ${TYPES.join(", ")}`];
  },

  // Where the file lies does not matter, only what is in it.
  changed(_state, oldInputs, newInputs) {
    const names = Object.keys(newInputs) as (keyof Inputs)[];
    return names.filter((name) => name !== "path" && oldInputs[name] !== newInputs[name]);
  },

  async create(client, inputs, report) {
    const id = [inputs.owner, inputs.type, inputs.name, inputs.version].join("/");
    const there = await find(client, inputs);
    if (!there) {
      return { id, outputs: { ...inputs, fileName: await upload(client, inputs) } };
    }
    if (there.sha256 !== inputs.sha256) {
      throw new Error(
        `${inputs.type} package ${inputs.name} ${inputs.version} of ${inputs.owner} is already there ` +
          "with other content: choose another version, or take it over with `pulumi import`",
      );
    }
    report("info", `took over package ${inputs.name} ${inputs.version}, which was already there`);
    return { id, outputs: { ...inputs, fileName: there.name } };
  },

  async read(client, id, state) {
    const [owner = "", type = "", name = "", version = ""] = partsOf(id, "OWNER/TYPE/NAME/VERSION");
    const there = await find(client, { owner, type, name, version });
    if (!there) {
      return undefined;
    }
    const sha256 = there.sha256;
    const inputs = { owner, type, name, version, path: state.path ?? "", sha256 };
    return { id, inputs, outputs: { ...inputs, fileName: there.name } };
  },

  // Gitea replaces a version's file but keeps what it read from the old one.
  async update(client, _id, state, inputs) {
    const content = await contentOf(inputs);
    await client.delete(versionAt(state));
    return { ...inputs, fileName: await upload(client, inputs, content) };
  },

  async delete(client, _id, state) {
    await client.delete(versionAt(state));
  },
});

type Version = Pick<Inputs, "owner" | "type" | "name" | "version">;

function versionAt({ owner, type, name, version }: Version): string {
  return path`/api/v1/packages/${owner}/${type}/${name}/${version}`;
}

async function find(client: Client, version: Version): Promise<GiteaFile | undefined> {
  const files = (await client.find(`${versionAt(version)}/files`)) as GiteaFile[] | undefined;
  return files?.[0];
}

async function contentOf(inputs: Inputs): Promise<Buffer> {
  const content = await readFile(inputs.path);
  const sha256 = createHash("sha256").update(content).digest("hex");
  if (sha256 !== inputs.sha256) {
    throw new Error(`${inputs.path} changed meanwhile: its SHA-256 is ${sha256}`);
  }
  if (inputs.type === "helm") {
    const chart = chartIn(content);
    if (chart.name !== inputs.name || chart.version !== inputs.version) {
      throw new Error(
        `the chart in ${inputs.path} is ${chart.name} ${chart.version}, ` +
          `not ${inputs.name} ${inputs.version}`,
      );
    }
  }
  return content;
}

/** Returns the file's name in the registry. */
async function upload(client: Client, inputs: Inputs, content?: Buffer): Promise<string> {
  const { owner, type, name, version } = inputs;
  const bytes = content ?? (await contentOf(inputs));
  await (type === "helm"
    ? client.send("POST", path`/api/packages/${owner}/helm/api/charts`, bytes)
    : client.send(
        "PUT",
        path`/api/packages/${owner}/generic/${name}/${version}/${basename(inputs.path)}`,
        bytes,
      ));
  return (await find(client, inputs))?.name ?? basename(inputs.path);
}

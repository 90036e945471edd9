import type { Properties, Resource } from "@fluxlab/provider-server";
import type { DockerEngine } from "./docker-engine.ts";
import { labelList, labelMap, labelsSpec, type Label } from "./labels.ts";
import { deletePatiently } from "./patiently.ts";

interface VolumeInputs {
  name: string;
  driver?: string;
  driverOpts?: Record<string, string>;
  labels?: Label[];
}

interface VolumeInspect {
  Name: string;
  Driver: string;
  Mountpoint: string;
  Labels: Record<string, string> | null;
}

function outputsOf(found: VolumeInspect, inputs: Properties): Properties {
  return { driver: found.Driver, ...inputs, mountpoint: found.Mountpoint };
}

/** The inputs as they are now: a volume of the same name may have been made anew. */
function inputsOf(found: VolumeInspect, given: Properties): Properties {
  const { driver, labels } = given as unknown as Partial<VolumeInputs>;
  const labelsNow = labelList(found.Labels, labels).map((label) => ({ ...label }));
  return {
    ...given,
    name: found.Name,
    ...(driver === undefined ? {} : { driver: found.Driver }),
    ...(labels === undefined && labelsNow.length === 0 ? {} : { labels: labelsNow }),
  };
}

/** `docker:index/volume:Volume`. A volume cannot be changed, so every change replaces. */
export const volume: Resource<DockerEngine> = {
  inputs: {
    name: { type: "string", autoname: true, replaces: true },
    driver: { type: "string", replaces: true },
    driverOpts: { type: "object", items: { type: "string" }, replaces: true },
    labels: labelsSpec,
  },
  computed: ["driver", "mountpoint"],
  deleteBeforeReplace: true,

  async create(engine, inputs, _report, signal) {
    const { name, driver, driverOpts, labels } = inputs as unknown as VolumeInputs;
    const body = {
      Name: name,
      Driver: driver ?? "local",
      DriverOpts: driverOpts ?? {},
      Labels: labelMap(labels),
    };
    const found = await engine.json<VolumeInspect>("POST", "/volumes/create", { body, signal });
    return { id: found.Name, outputs: outputsOf(found, inputs) };
  },

  async read(engine, id, _state, inputs) {
    const found = await engine.find<VolumeInspect>(`/volumes/${encodeURIComponent(id)}`);
    if (found === undefined) {
      return undefined;
    }
    const now = inputsOf(found, inputs);
    return { id, inputs: now, outputs: outputsOf(found, now) };
  },

  async delete(engine, id) {
    await deletePatiently(
      () => engine.json("DELETE", `/volumes/${encodeURIComponent(id)}`),
      async () => {
        const filters = JSON.stringify({ volume: [id] });
        const query = { all: "1", filters };
        const users = await engine.json<{ Names: string[] }[]>("GET", "/containers/json", {
          query,
        });
        return users.flatMap(({ Names }) => Names).join(", ");
      },
    );
  },
};

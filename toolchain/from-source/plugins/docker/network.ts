import type { Properties, Resource } from "@fluxlab/provider-server";
import type { DockerEngine } from "./docker-engine.ts";
import { labelList, labelMap, labelsSpec, type Label } from "./labels.ts";
import { deletePatiently } from "./patiently.ts";

interface IpamConfig {
  auxAddress?: Record<string, string>;
  gateway?: string;
  ipRange?: string;
  subnet?: string;
}

interface NetworkInputs {
  name: string;
  attachable?: boolean;
  driver?: string;
  internal?: boolean;
  ipamConfigs?: IpamConfig[];
  ipamDriver?: string;
  ipv6?: boolean;
  labels?: Label[];
  options?: Record<string, string>;
}

interface NetworkInspect {
  Id: string;
  Name: string;
  Scope: string;
  Driver: string;
  Internal: boolean;
  Attachable: boolean;
  EnableIPv6: boolean;
  IPAM: { Config: Record<string, string>[] | null };
  Options: Record<string, string> | null;
  Labels: Record<string, string> | null;
  Containers?: Record<string, { Name: string }>;
}

const strings = { type: "object", items: { type: "string" } } as const;

/** The network as the Engine's create request. */
export function networkRequest(inputs: NetworkInputs) {
  return {
    Name: inputs.name,
    // The default until API 1.44, from then on the only way.
    CheckDuplicate: true,
    Driver: inputs.driver ?? "bridge",
    Internal: inputs.internal ?? false,
    Attachable: inputs.attachable ?? false,
    EnableIPv6: inputs.ipv6 ?? false,
    IPAM: {
      Driver: inputs.ipamDriver ?? "default",
      Config: (inputs.ipamConfigs ?? []).map((config) => ({
        Subnet: config.subnet,
        IPRange: config.ipRange,
        Gateway: config.gateway,
        AuxiliaryAddresses: config.auxAddress,
      })),
    },
    Options: inputs.options ?? {},
    Labels: labelMap(inputs.labels),
  };
}

function ipamConfigsOf(found: NetworkInspect): Properties[] {
  return (found.IPAM.Config ?? []).map(({ Subnet, Gateway, IPRange }) => ({
    ...(Subnet === undefined ? {} : { subnet: Subnet }),
    ...(Gateway === undefined ? {} : { gateway: Gateway }),
    ...(IPRange === undefined ? {} : { ipRange: IPRange }),
  }));
}

function outputsOf(found: NetworkInspect, inputs: Properties): Properties {
  return {
    driver: found.Driver,
    internal: found.Internal,
    ipamConfigs: ipamConfigsOf(found),
    options: found.Options ?? {},
    ...inputs,
    scope: found.Scope,
  };
}

/** The inputs that would make the network as it is, for an import. */
function inputsOf(found: NetworkInspect): Properties {
  return {
    name: found.Name,
    driver: found.Driver,
    internal: found.Internal,
    attachable: found.Attachable,
    ipamConfigs: ipamConfigsOf(found),
    labels: labelList(found.Labels).map((label) => ({ ...label })),
  };
}

/** `docker:index/network:Network`. A network cannot be changed, so every change replaces. */
export const network: Resource<DockerEngine> = {
  inputs: {
    name: { type: "string", autoname: true, replaces: true },
    attachable: { type: "boolean", replaces: true },
    driver: { type: "string", replaces: true },
    internal: { type: "boolean", replaces: true },
    ipamConfigs: {
      type: "array",
      replaces: true,
      items: {
        type: "object",
        fields: {
          auxAddress: strings,
          gateway: { type: "string" },
          ipRange: { type: "string" },
          subnet: { type: "string" },
        },
      },
    },
    ipamDriver: { type: "string", replaces: true },
    ipv6: { type: "boolean", replaces: true },
    labels: labelsSpec,
    options: { ...strings, replaces: true },
  },
  computed: ["driver", "internal", "ipamConfigs", "options", "scope"],
  deleteBeforeReplace: true,

  async create(engine, inputs, _report, signal) {
    const body = networkRequest(inputs as unknown as NetworkInputs);
    const { Id } = await engine.json<{ Id: string }>("POST", "/networks/create", { body, signal });
    const found = await engine.json<NetworkInspect>("GET", `/networks/${Id}`);
    return { id: Id, outputs: outputsOf(found, inputs) };
  },

  async read(engine, id, _state, inputs) {
    const found = await engine.find<NetworkInspect>(`/networks/${encodeURIComponent(id)}`);
    if (found === undefined) {
      return undefined;
    }
    const imported = Object.keys(inputs).length === 0 ? inputsOf(found) : inputs;
    return { id: found.Id, inputs: imported, outputs: outputsOf(found, imported) };
  },

  async delete(engine, id) {
    await deletePatiently(
      () => engine.json("DELETE", `/networks/${id}`),
      async () => {
        const found = await engine.find<NetworkInspect>(`/networks/${id}`);
        return Object.values(found?.Containers ?? {})
          .map(({ Name }) => Name)
          .join(", ");
      },
    );
  },
};

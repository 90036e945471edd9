import { InitializationFailed } from "../../../packages/provider-server/initialization-failed.ts";
import type { Properties, Provider, Resource } from "../../../packages/provider-server/provider.ts";

export const JAR = "kitchen:index:Jar";

/** The jars there are, by id. */
export type Jars = Map<string, Properties>;

function jar(jars: Jars): Resource {
  return {
    inputs: {
      name: { type: "string", autoname: true, replaces: true },
      size: { type: "number", required: true },
      lid: { type: "string", default: "cork" },
      password: { type: "string" },
      spices: { type: "array", items: { type: "object", fields: { name: { type: "string" } } } },
    },
    computed: ["weight", "key"],
    secrets: ["key"],
    volatile: ["weight"],
    deleteBeforeReplace: true,
    validate: ({ size }) => (typeof size === "number" && size < 0 ? ["size is below 0"] : []),
    async create(_config, inputs, _report, signal) {
      const { name: id, password } = inputs as { name: string; password?: string };
      const outputs = { ...inputs, weight: 1, key: "k" };
      if (id === "broken") {
        const message = `${password ?? ""} does not open it`;
        throw new InitializationFailed(message, { id: "broken", outputs });
      }
      if (id === "cursed") {
        throw new Error(`cursed by ${password ?? ""}`);
      }
      if (id === "slow") {
        await new Promise((resolve) => {
          signal.addEventListener("abort", resolve);
        });
        throw signal.reason as Error;
      }
      jars.set(id, outputs);
      return { id, outputs };
    },
    read(_config, id, _state, inputs) {
      const outputs = jars.get(id);
      return Promise.resolve(outputs && { id, outputs, inputs });
    },
    update(_config, id, _state, inputs) {
      const outputs = { ...inputs, weight: 2, key: "k" };
      jars.set(id, outputs);
      return Promise.resolve(outputs);
    },
    delete(_config, id) {
      jars.delete(id);
      return Promise.resolve();
    },
  };
}

/** A provider of jars kept in a map. */
export function kitchen(jars: Jars): Provider {
  return {
    name: "kitchen",
    version: "1.2.3",
    configuration: {
      stove: { type: "string", required: true, replaces: true },
      plates: { type: "number" },
    },
    configure: () => undefined,
    resources: { [JAR]: jar(jars) },
  };
}

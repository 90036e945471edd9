import {
  InitializationFailed,
  type Properties,
  type Resource,
  type ResourceState,
} from "@fluxlab/provider-server";
import { type DockerEngine, DockerError } from "./docker-engine.ts";
import { createRequest, endpointRequest, updateRequest } from "./container/create-request.ts";
import { type ContainerInputs, containerInputs } from "./container/inputs.ts";
import type { ContainerInspect } from "./container/inspect.ts";
import { COMPUTED, inputsNow, inputsOfImport, outputsOf } from "./container/observed.ts";
import { containerProblems } from "./container/problems.ts";
import { inspect, settle, start } from "./container/running.ts";

/** How long a container may take to stop before it is killed, in seconds. */
const STOP_SECONDS = 10;

async function make(
  engine: DockerEngine,
  inputs: ContainerInputs,
  signal: AbortSignal,
): Promise<string> {
  const request = { query: { name: inputs.name }, body: createRequest(inputs), signal };
  try {
    const { Id } = await engine.json<{ Id: string }>("POST", "/containers/create", request);
    return Id;
  } catch (thrown) {
    if (thrown instanceof DockerError && thrown.status === 409) {
      const remedy = `if it is a leftover, remove it: docker rm -f ${inputs.name}`;
      throw new DockerError(`${thrown.message}; ${remedy}`, thrown.status);
    }
    throw thrown;
  }
}

/** Makes and starts a container; what cannot be started is removed again. */
async function makeRunning(
  engine: DockerEngine,
  inputs: ContainerInputs,
  signal: AbortSignal,
): Promise<string> {
  const id = await make(engine, inputs, signal);
  try {
    for (const network of (inputs.networksAdvanced ?? []).slice(1)) {
      const body = { Container: id, EndpointConfig: endpointRequest(network) };
      await engine.json("POST", `/networks/${network.name}/connect`, { body, signal });
    }
    await start(engine, id, inputs, signal);
    return id;
  } catch (thrown) {
    await engine.json("DELETE", `/containers/${id}`, { query: { v: "true", force: "true" } });
    throw thrown;
  }
}

async function stateOf(
  engine: DockerEngine,
  id: string,
  inputs: ContainerInputs,
): Promise<ResourceState> {
  return { id, outputs: outputsOf(await inspect(engine, id), inputs) };
}

/** The container's state once it is what the inputs want; a failure keeps the container. */
async function settledState(
  engine: DockerEngine,
  id: string,
  inputs: ContainerInputs,
  signal: AbortSignal,
): Promise<ResourceState> {
  try {
    await settle(engine, id, inputs, signal);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new InitializationFailed(message, await stateOf(engine, id, inputs));
  }
  return stateOf(engine, id, inputs);
}

async function goneIsFine(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    // 409: another removal is on its way, as with `rm`.
    const gone = thrown instanceof DockerError && (thrown.status === 404 || thrown.status === 409);
    if (!gone) {
      throw thrown;
    }
  }
}

/** `docker:index/container:Container`. */
export const container: Resource<DockerEngine> = {
  inputs: containerInputs,
  computed: COMPUTED,
  volatile: ["exitCode", "networkDatas"],
  deleteBeforeReplace: true,
  validate: containerProblems,

  async create(engine, properties, _report, signal) {
    const inputs = properties as unknown as ContainerInputs;
    const id = await makeRunning(engine, inputs, signal);
    return settledState(engine, id, inputs, signal);
  },

  async read(engine, id, _state, properties) {
    const found = await engine.find<ContainerInspect>(`/containers/${encodeURIComponent(id)}/json`);
    if (found === undefined) {
      return undefined;
    }
    const isImport = properties["name"] === undefined;
    const inputs = isImport
      ? inputsOfImport(found)
      : inputsNow(found, properties as unknown as ContainerInputs);
    return {
      id: found.Id,
      inputs: inputs as unknown as Properties,
      outputs: outputsOf(found, inputs),
    };
  },

  async update(engine, id, _state, properties, _report, signal) {
    const inputs = properties as unknown as ContainerInputs;
    const body = updateRequest(inputs);
    await engine.json("POST", `/containers/${id}/update`, { body, signal });
    await start(engine, id, inputs, signal);
    return (await settledState(engine, id, inputs, signal)).outputs;
  },

  async delete(engine, id, properties) {
    const state = properties as unknown as ContainerInputs;
    const seconds = state.destroyGraceSeconds ?? state.stopTimeout ?? STOP_SECONDS;
    // What is killed while it writes may leave its volume damaged, so it is asked to stop first.
    await goneIsFine(
      engine.json("POST", `/containers/${id}/stop`, {
        query: { t: String(seconds) },
        limit: (seconds + 30) * 1000,
      }),
    );
    const query = { v: String(state.removeVolumes ?? true), force: "true" };
    await goneIsFine(engine.json("DELETE", `/containers/${id}`, { query }));
  },
};

import { status } from "@grpc/grpc-js";
import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import emptypb from "google-protobuf/google/protobuf/empty_pb.js";
import { completeConfiguration } from "./configuration.ts";
import type { Engine } from "./engine.ts";
import { WireError } from "./inflight.ts";
import { InitializationFailed } from "./initialization-failed.ts";
import { previewCreate, previewUpdate } from "./preview.ts";
import { fromStruct, toStruct } from "./properties.ts";
import type { Properties, Provider, Resource } from "./provider.ts";
import { initializationError, Refusal } from "./rpc-error.ts";
import { containsSecret, revealedProperties, secret, withSecretsOf } from "./secrets.ts";
import { containsUnknown } from "./unknown.ts";

/** The resource type of a token, or a refusal that names the types there are. */
export function resourceOf(provider: Provider, token: string): Resource {
  const resource = provider.resources[token];
  if (resource === undefined) {
    const known = Object.keys(provider.resources).join(", ");
    throw new Refusal(
      status.NOT_FOUND,
      `provider ${provider.name} ${provider.version} has no resource type ${token}; it has: ${known}`,
    );
  }
  return resource;
}

/** Outputs for the wire: marked as the inputs are, and where the resource type says so. */
function marked(resource: Resource, outputs: Properties, ...marks: Properties[]): Properties {
  let result = outputs;
  for (const mark of marks) {
    result = withSecretsOf(result, mark);
  }
  const inputIsSecret = marks.some((mark) => containsSecret(mark));
  const follow = resource.secretsFollowInputs === true && inputIsSecret;
  for (const name of [...(resource.secrets ?? []), ...(follow ? resource.computed : [])]) {
    const value = result[name];
    if (value !== undefined) {
      result = { ...result, [name]: secret(value) };
    }
  }
  return result;
}

/** Create, read, update and delete, and the configuration they need. */
export class Lifecycle {
  private readonly provider: Provider;
  private readonly engine: Engine;
  private config: Promise<unknown> | undefined;

  constructor(provider: Provider, engine: Engine) {
    this.provider = provider;
    this.engine = engine;
  }

  /** Takes the configuration. With a value unknown the provider stays unconfigured: previews only. */
  async configure(sent: Properties): Promise<void> {
    const config = completeConfiguration(this.provider, revealedProperties(sent));
    if (containsUnknown(config)) {
      return;
    }
    this.config = Promise.resolve(this.provider.configure(config));
    await this.config;
  }

  async create(request: providerpb.CreateRequest): Promise<providerpb.CreateResponse> {
    const resource = resourceOf(this.provider, request.getType());
    const sent = fromStruct(request.getProperties());
    const inputs = revealedProperties(sent);
    const response = new providerpb.CreateResponse();
    if (request.getPreview()) {
      return response.setProperties(
        toStruct(marked(resource, previewCreate(resource, inputs), sent)),
      );
    }
    const report = this.engine.reportFor(request.getUrn());
    const state = await keepingFailed(resource, sent, async () =>
      resource.create(await this.configured(), inputs, report),
    );
    return response.setId(state.id).setProperties(toStruct(marked(resource, state.outputs, sent)));
  }

  async read(request: providerpb.ReadRequest): Promise<providerpb.ReadResponse> {
    const resource = resourceOf(this.provider, request.getType());
    const sentState = fromStruct(request.getProperties());
    const sentInputs = fromStruct(request.getInputs());
    const response = new providerpb.ReadResponse();
    if (resource.read === undefined) {
      return response
        .setId(request.getId())
        .setProperties(request.getProperties())
        .setInputs(request.getInputs());
    }
    const found = await resource.read(
      await this.configured(),
      request.getId(),
      revealedProperties(sentState),
      revealedProperties(sentInputs),
    );
    if (found === undefined) {
      // An answer without an id says that the object is gone.
      return response;
    }
    return response
      .setId(found.id)
      .setProperties(toStruct(marked(resource, found.outputs, sentInputs, sentState)))
      .setInputs(toStruct(withSecretsOf(found.inputs, sentInputs)));
  }

  async update(request: providerpb.UpdateRequest): Promise<providerpb.UpdateResponse> {
    const resource = resourceOf(this.provider, request.getType());
    const sentState = fromStruct(request.getOlds());
    const sent = fromStruct(request.getNews());
    const state = revealedProperties(sentState);
    const inputs = revealedProperties(sent);
    const marks = [sent, secretsOfComputed(resource, sentState)];
    const response = new providerpb.UpdateResponse();
    if (request.getPreview()) {
      const oldInputs = revealedProperties(fromStruct(request.getOldInputs()));
      const outputs = previewUpdate(resource, state, oldInputs, inputs);
      return response.setProperties(toStruct(marked(resource, outputs, ...marks)));
    }
    const update = resource.update?.bind(resource);
    if (update === undefined) {
      throw new Refusal(status.UNIMPLEMENTED, `${request.getType()} cannot be updated in place`);
    }
    const id = request.getId();
    const report = this.engine.reportFor(request.getUrn());
    const { outputs } = await keepingFailed(resource, sent, async () => ({
      id,
      outputs: await update(await this.configured(), id, state, inputs, report),
    }));
    return response.setProperties(toStruct(marked(resource, outputs, ...marks)));
  }

  async delete(request: providerpb.DeleteRequest): Promise<emptypb.Empty> {
    const resource = resourceOf(this.provider, request.getType());
    const state = revealedProperties(fromStruct(request.getProperties()));
    await resource.delete(await this.configured(), request.getId(), state);
    return new emptypb.Empty();
  }

  private async configured(): Promise<unknown> {
    if (this.config === undefined) {
      throw new Error(
        `provider ${this.provider.name} is not configured: a value of its configuration is not known yet`,
      );
    }
    return this.config;
  }
}

function secretsOfComputed(resource: Resource, state: Properties): Properties {
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => resource.computed.includes(name)),
  );
}

async function keepingFailed<State extends { outputs: Properties }>(
  resource: Resource,
  sent: Properties,
  work: () => Promise<State>,
): Promise<State> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof InitializationFailed) {
      const outputs = marked(resource, thrown.state.outputs, sent);
      throw new WireError(initializationError(thrown, outputs, sent));
    }
    throw thrown;
  }
}

import { status } from "@grpc/grpc-js";
import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import emptypb from "google-protobuf/google/protobuf/empty_pb.js";
import { completeConfiguration } from "./configuration.ts";
import { Confidential } from "./confidential.ts";
import type { Engine } from "./engine.ts";
import { withLimit } from "./inflight.ts";
import { markSecrets } from "./mark-secrets.ts";
import { previewCreate, previewUpdate } from "./preview.ts";
import { fromStruct, toStruct } from "./properties.ts";
import type { Properties, Provider, Resource } from "./provider.ts";
import { Refusal } from "./rpc-error.ts";
import { revealedProperties, secretStrings, withSecretsOf } from "./secrets.ts";
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

function computedOf(resource: Resource, state: Properties): Properties {
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => resource.computed.includes(name)),
  );
}

/** Create, read, update and delete, and the configuration they need. */
export class Lifecycle {
  private readonly provider: Provider;
  private readonly engine: Engine;
  private config: Promise<unknown> | undefined;
  private configSecrets: string[] = [];

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
    this.configSecrets = secretStrings(sent);
    await this.confidential().keep(async () => {
      this.config = Promise.resolve(this.provider.configure(config));
      await this.config;
    });
  }

  async create(
    request: providerpb.CreateRequest,
    cancelled: AbortSignal,
  ): Promise<providerpb.CreateResponse> {
    const resource = resourceOf(this.provider, request.getType());
    const sent = fromStruct(request.getProperties());
    const inputs = revealedProperties(sent);
    const response = new providerpb.CreateResponse();
    if (request.getPreview()) {
      const outputs = markSecrets(resource, previewCreate(resource, inputs), [sent]);
      return response.setProperties(toStruct(outputs));
    }
    const confidential = this.confidential(sent);
    const report = confidential.report(this.engine.reportFor(request.getUrn()));
    const state = await confidential.keepState(resource, sent, async () => {
      const config = await this.configured();
      return withLimit("create", request.getTimeout(), cancelled, (signal) =>
        resource.create(config, inputs, report, signal),
      );
    });
    const outputs = markSecrets(resource, state.outputs, [sent]);
    return response.setId(state.id).setProperties(toStruct(outputs));
  }

  async read(request: providerpb.ReadRequest): Promise<providerpb.ReadResponse> {
    const resource = resourceOf(this.provider, request.getType());
    const sentState = fromStruct(request.getProperties());
    const sentInputs = fromStruct(request.getInputs());
    const response = new providerpb.ReadResponse();
    const read = resource.read?.bind(resource);
    if (read === undefined) {
      return response
        .setId(request.getId())
        .setProperties(toStruct(sentState))
        .setInputs(toStruct(sentInputs));
    }
    const [state, inputs] = [revealedProperties(sentState), revealedProperties(sentInputs)];
    const found = await this.confidential(sentState, sentInputs).keep(async () =>
      read(await this.configured(), request.getId(), state, inputs),
    );
    if (found === undefined) {
      // An answer without an id says that the object is gone.
      return response;
    }
    return response
      .setId(found.id)
      .setProperties(toStruct(markSecrets(resource, found.outputs, [sentInputs, sentState])))
      .setInputs(toStruct(withSecretsOf(found.inputs, sentInputs)));
  }

  async update(
    request: providerpb.UpdateRequest,
    cancelled: AbortSignal,
  ): Promise<providerpb.UpdateResponse> {
    const resource = resourceOf(this.provider, request.getType());
    const sentState = fromStruct(request.getOlds());
    const sent = fromStruct(request.getNews());
    const [state, inputs] = [revealedProperties(sentState), revealedProperties(sent)];
    const marks = [sent, computedOf(resource, sentState)];
    const response = new providerpb.UpdateResponse();
    if (request.getPreview()) {
      const oldInputs = revealedProperties(fromStruct(request.getOldInputs()));
      const outputs = previewUpdate(resource, state, oldInputs, inputs);
      return response.setProperties(toStruct(markSecrets(resource, outputs, marks)));
    }
    const update = resource.update?.bind(resource);
    if (update === undefined) {
      throw new Refusal(status.UNIMPLEMENTED, `${request.getType()} cannot be updated in place`);
    }
    const id = request.getId();
    const confidential = this.confidential(sent, sentState);
    const report = confidential.report(this.engine.reportFor(request.getUrn()));
    const updated = await confidential.keepState(resource, sent, async () => {
      const config = await this.configured();
      return withLimit("update", request.getTimeout(), cancelled, async (signal) => ({
        id,
        outputs: await update(config, id, state, inputs, report, signal),
      }));
    });
    return response.setProperties(toStruct(markSecrets(resource, updated.outputs, marks)));
  }

  async delete(request: providerpb.DeleteRequest, cancelled: AbortSignal): Promise<emptypb.Empty> {
    const resource = resourceOf(this.provider, request.getType());
    const sent = fromStruct(request.getProperties());
    const confidential = this.confidential(sent);
    const report = confidential.report(this.engine.reportFor(request.getUrn()));
    await confidential.keep(async () => {
      const config = await this.configured();
      await withLimit("delete", request.getTimeout(), cancelled, (signal) =>
        resource.delete(config, request.getId(), revealedProperties(sent), signal, report),
      );
    });
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

  private confidential(...sent: Properties[]): Confidential {
    return new Confidential([...this.configSecrets, ...sent.flatMap(secretStrings)]);
  }
}

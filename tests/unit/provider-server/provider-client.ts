import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import providergrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Provider } from "../../../packages/provider-server/provider.ts";
import { addProvider } from "../../../packages/provider-server/server.ts";

type Json = Record<string, unknown>;
type Callback<Response> = (error: ServiceError | null, response: Response) => void;

/** A secret as the engine writes it. */
export function secret(value: unknown): Json {
  return {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  };
}

function struct(properties: Json): structs.Struct {
  return structs.Struct.fromJavaScript(properties as Record<string, structs.JavaScriptValue>);
}

function plain(properties: structs.Struct | undefined): Json | undefined {
  return properties?.toJavaScript();
}

/** Plays the engine against a provider served in this process, over a real connection. */
export class ProviderClient {
  cancelled = false;
  private readonly server = new Server();
  private client: providergrpc.ResourceProviderClient | undefined;

  async open(provider: Provider): Promise<this> {
    addProvider(this.server, provider, undefined, () => {
      this.cancelled = true;
    });
    const port = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) {
          resolve(bound);
        } else {
          reject(error);
        }
      });
    });
    const address = `127.0.0.1:${String(port)}`;
    this.client = new providergrpc.ResourceProviderClient(address, credentials.createInsecure());
    return this;
  }

  close(): void {
    this.client?.close();
    this.server.forceShutdown();
  }

  async configure(config: Json): Promise<void> {
    const request = new providerpb.ConfigureRequest().setArgs(struct(config));
    await this.call<unknown>((client, done) => client.configure(request, done));
  }

  async checkConfig(news: Json) {
    const request = new providerpb.CheckRequest().setNews(struct(news));
    const response = await this.call<providerpb.CheckResponse>((client, done) =>
      client.checkConfig(request, done),
    );
    return response.getFailuresList().map((failure) => failure.getReason());
  }

  async diffConfig(olds: Json, news: Json) {
    const request = new providerpb.DiffRequest().setOldInputs(struct(olds)).setNews(struct(news));
    const response = await this.call<providerpb.DiffResponse>((client, done) =>
      client.diffConfig(request, done),
    );
    return { diffs: response.getDiffsList(), replaces: response.getReplacesList() };
  }

  async check(type: string, news: Json, olds: Json = {}, name = "thing") {
    const request = new providerpb.CheckRequest()
      .setType(type)
      .setName(name)
      .setNews(struct(news))
      .setOlds(struct(olds));
    const response = await this.call<providerpb.CheckResponse>((client, done) =>
      client.check(request, done),
    );
    return {
      inputs: plain(response.getInputs()),
      failures: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  async diff(type: string, oldInputs: Json, news: Json, state: Json = oldInputs) {
    const request = new providerpb.DiffRequest()
      .setType(type)
      .setOldInputs(struct(oldInputs))
      .setOlds(struct(state))
      .setNews(struct(news));
    const response = await this.call<providerpb.DiffResponse>((client, done) =>
      client.diff(request, done),
    );
    const kinds: Record<string, number> = {};
    response.getDetaileddiffMap().forEach((detail, name) => {
      kinds[name] = detail.getKind();
    });
    return {
      changes: response.getChanges(),
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
      kinds,
    };
  }

  async create(type: string, inputs: Json, options: { preview?: boolean; timeout?: number } = {}) {
    const request = new providerpb.CreateRequest()
      .setType(type)
      .setProperties(struct(inputs))
      .setPreview(options.preview ?? false)
      .setTimeout(options.timeout ?? 0);
    const response = await this.call<providerpb.CreateResponse>((client, done) =>
      client.create(request, done),
    );
    return { id: response.getId(), outputs: plain(response.getProperties()) };
  }

  async update(type: string, state: Json, oldInputs: Json, news: Json, preview = false) {
    const request = new providerpb.UpdateRequest()
      .setType(type)
      .setId("id")
      .setOlds(struct(state))
      .setOldInputs(struct(oldInputs))
      .setNews(struct(news))
      .setPreview(preview);
    const response = await this.call<providerpb.UpdateResponse>((client, done) =>
      client.update(request, done),
    );
    return plain(response.getProperties());
  }

  async read(type: string, id: string, state: Json = {}, inputs: Json = {}) {
    const request = new providerpb.ReadRequest()
      .setType(type)
      .setId(id)
      .setProperties(struct(state))
      .setInputs(struct(inputs));
    const response = await this.call<providerpb.ReadResponse>((client, done) =>
      client.read(request, done),
    );
    return {
      id: response.getId(),
      outputs: plain(response.getProperties()),
      inputs: plain(response.getInputs()),
    };
  }

  async delete(type: string, id: string, state: Json): Promise<void> {
    const request = new providerpb.DeleteRequest()
      .setType(type)
      .setId(id)
      .setProperties(struct(state));
    await this.call<unknown>((client, done) => client.delete(request, done));
  }

  async invoke(token: string): Promise<void> {
    const request = new providerpb.InvokeRequest().setTok(token);
    await this.call<unknown>((client, done) => client.invoke(request, done));
  }

  async schema(): Promise<unknown> {
    const request = new providerpb.GetSchemaRequest();
    const response = await this.call<providerpb.GetSchemaResponse>((client, done) =>
      client.getSchema(request, done),
    );
    return JSON.parse(response.getSchema());
  }

  async cancel(): Promise<void> {
    const { default: empty } = await import("google-protobuf/google/protobuf/empty_pb.js");
    await this.call<unknown>((client, done) => client.cancel(new empty.Empty(), done));
  }

  private call<Response>(
    send: (client: providergrpc.ResourceProviderClient, done: Callback<Response>) => unknown,
  ): Promise<Response> {
    const { client } = this;
    if (client === undefined) {
      throw new Error("open() comes first");
    }
    return new Promise((resolve, reject) => {
      send(client, (error, response) => {
        if (error === null) {
          resolve(response);
        } else {
          reject(error);
        }
      });
    });
  }
}

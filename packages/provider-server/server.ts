import { type Server as GrpcServer, type sendUnaryData, status } from "@grpc/grpc-js";
import providergrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import pluginpb from "@pulumi/pulumi/proto/plugin_pb.js";
import emptypb from "google-protobuf/google/protobuf/empty_pb.js";
import { type Checked, checkInputs } from "./check.ts";
import { configurationProblems, decodedConfiguration } from "./configuration.ts";
import { type Differences, diffConfiguration, diffResource } from "./diff.ts";
import { Engine } from "./engine.ts";
import { InFlight } from "./inflight.ts";
import { Lifecycle, resourceOf } from "./lifecycle.ts";
import { fromStruct, toStruct } from "./properties.ts";
import type { Provider } from "./provider.ts";
import { Refusal } from "./rpc-error.ts";
import { schemaOf } from "./schema.ts";
import { revealedProperties, withSecretsOf } from "./secrets.ts";

const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } =
  providerpb.PropertyDiff.Kind;

const KINDS = {
  add: { inPlace: ADD, replacing: ADD_REPLACE },
  delete: { inPlace: DELETE, replacing: DELETE_REPLACE },
  update: { inPlace: UPDATE, replacing: UPDATE_REPLACE },
};

function checkResponse(checked: Checked): providerpb.CheckResponse {
  const response = new providerpb.CheckResponse();
  for (const problem of checked.problems) {
    // Without the property's name, which is in the text: for a named one the engine shows the value.
    response.addFailures(new providerpb.CheckFailure().setReason(problem));
  }
  return response.setInputs(toStruct(checked.inputs));
}

function diffResponse(found: Differences): providerpb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = providerpb.DiffResponse.DiffChanges;
  const response = new providerpb.DiffResponse();
  response.setChanges(found.differences.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setHasdetaileddiff(true);
  for (const { name, kind, replaces } of found.differences) {
    const detail = new providerpb.PropertyDiff();
    detail.setKind(replaces ? KINDS[kind].replacing : KINDS[kind].inPlace).setInputdiff(true);
    response.getDetaileddiffMap().set(name, detail);
    response.addDiffs(name);
    if (replaces) {
      response.addReplaces(name);
      response.setDeletebeforereplace(found.deleteBeforeReplace);
    }
  }
  return response;
}

/**
 * Adds one provider's ResourceProvider service to a gRPC server.
 * @param engineAddress where the engine takes log messages
 * @param onCancel called when the engine cancels, after every call in flight has been answered
 */
export function addProvider(
  server: GrpcServer,
  provider: Provider,
  engineAddress: string | undefined,
  onCancel: () => void,
): void {
  const engine = new Engine(engineAddress);
  const inFlight = new InFlight();
  const lifecycle = new Lifecycle(provider, engine);
  const has = (token: string) => resourceOf(provider, token);
  const refuse = (call: string, token: string) => {
    throw new Refusal(status.UNIMPLEMENTED, `provider ${provider.name} has no ${call} ${token}`);
  };

  server.addService(providergrpc.ResourceProviderService, {
    handshake: inFlight.handler((request: providerpb.ProviderHandshakeRequest) => {
      engine.attach(request.getEngineAddress());
      return new providerpb.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: inFlight.handler((request: pluginpb.PluginAttach) => {
      engine.attach(request.getAddress());
      return new emptypb.Empty();
    }),
    getPluginInfo: inFlight.handler(() => new pluginpb.PluginInfo().setVersion(provider.version)),
    getSchema: inFlight.handler(() =>
      new providerpb.GetSchemaResponse().setSchema(schemaOf(provider)),
    ),
    checkConfig: inFlight.handler((request: providerpb.CheckRequest) => {
      const sent = fromStruct(request.getNews());
      const problems = configurationProblems(provider, revealedProperties(sent));
      return checkResponse({ inputs: sent, problems });
    }),
    diffConfig: inFlight.handler((request: providerpb.DiffRequest) => {
      const [olds, news] = [request.getOldInputs(), request.getNews()].map((struct) =>
        decodedConfiguration(provider, revealedProperties(fromStruct(struct))),
      );
      return diffResponse(diffConfiguration(provider.configuration, olds ?? {}, news ?? {}));
    }),
    configure: inFlight.handler(async (request: providerpb.ConfigureRequest) => {
      await lifecycle.configure(fromStruct(request.getArgs()));
      return new providerpb.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: inFlight.handler((request: providerpb.CheckRequest) => {
      const type = request.getType();
      const sent = fromStruct(request.getNews());
      const olds = revealedProperties(fromStruct(request.getOlds()));
      const subject = { type, name: request.getName() };
      const checked = checkInputs(has(type), subject, olds, revealedProperties(sent));
      return checkResponse({ ...checked, inputs: withSecretsOf(checked.inputs, sent) });
    }),
    diff: inFlight.handler((request: providerpb.DiffRequest) => {
      const state = revealedProperties(fromStruct(request.getOlds()));
      const olds = revealedProperties(fromStruct(request.getOldInputs()));
      const news = revealedProperties(fromStruct(request.getNews()));
      return diffResponse(diffResource(has(request.getType()), state, olds, news));
    }),
    create: inFlight.handler((request: providerpb.CreateRequest, signal) =>
      lifecycle.create(request, signal),
    ),
    read: inFlight.handler((request: providerpb.ReadRequest) => lifecycle.read(request)),
    update: inFlight.handler((request: providerpb.UpdateRequest, signal) =>
      lifecycle.update(request, signal),
    ),
    delete: inFlight.handler((request: providerpb.DeleteRequest, signal) =>
      lifecycle.delete(request, signal),
    ),
    invoke: inFlight.handler((request: providerpb.InvokeRequest) =>
      refuse("function", request.getTok()),
    ),
    call: inFlight.handler((request: providerpb.CallRequest) => refuse("method", request.getTok())),
    construct: inFlight.handler((request: providerpb.ConstructRequest) =>
      refuse("component", request.getType()),
    ),
    getMapping: inFlight.handler(() => new providerpb.GetMappingResponse()),
    getMappings: inFlight.handler(() => new providerpb.GetMappingsResponse()),
    cancel: (_call: unknown, callback: sendUnaryData<emptypb.Empty>) => {
      callback(null, new emptypb.Empty());
      void inFlight.cancel().then(onCancel);
    },
  });
}

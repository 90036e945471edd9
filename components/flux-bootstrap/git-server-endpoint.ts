import * as kubernetes from "../kubernetes.ts";
import * as pulumi from "@pulumi/pulumi";
import { fluxMetadata } from "./flux-namespace.ts";

/** What a {@link GitServerEndpoint} is made from. */
export interface GitServerEndpointArgs {
  /** IPv4 address of the Git server on the node's network. */
  address: pulumi.Input<string>;
  /** What brings Flux's namespace; a component's own dependencies are not its children's. */
  namespace: pulumi.Resource;
  /** Of the objects made here. @default - none */
  labels?: Record<string, string> | undefined;
}

const port = { name: "http", port: 3000 };

/** Makes the Git server, which is outside of the cluster, answer as `http://gitea:3000` for Flux. */
export class GitServerEndpoint extends pulumi.ComponentResource {
  constructor(name: string, args: GitServerEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:GitServerEndpoint", name, {}, opts);
    const metadata = fluxMetadata("gitea", args.labels);
    const service = new kubernetes.Service(
      `${name}-service`,
      {
        // No selector will ever give it the endpoints that Pulumi would wait for.
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { ports: [port] },
      },
      { parent: this, dependsOn: args.namespace },
    );
    new kubernetes.EndpointSlice(
      `${name}-endpoints`,
      {
        metadata: {
          ...metadata,
          labels: { ...metadata.labels, "kubernetes.io/service-name": metadata.name },
        },
        addressType: "IPv4",
        endpoints: [{ addresses: [args.address] }],
        ports: [port],
      },
      { parent: this, dependsOn: service },
    );
    this.registerOutputs({});
  }
}

/**
 * What the lab uses of `@pulumi/kubernetes`, each from its own file. The package's index would make the
 * SDK ask the engine for the state of every resource that a ConfigGroup has made, Flux's CRDs among
 * them: a megabyte for each cluster at each command, of which nothing is used.
 * Source: `registerResourceModule` in @pulumi/pulumi's runtime/rpc.
 */
export { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
export { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
export { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
export { Service } from "@pulumi/kubernetes/core/v1/service.js";
export { EndpointSlice } from "@pulumi/kubernetes/discovery/v1/endpointSlice.js";
export { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
export { Provider } from "@pulumi/kubernetes/provider.js";
export { ConfigGroup } from "@pulumi/kubernetes/yaml/v2/configGroup.js";

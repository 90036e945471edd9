import type { Provider } from "@fluxlab/provider-server";
import { container } from "./container.ts";
import { DockerEngine } from "./docker-engine.ts";
import { engineAddress } from "./engine-address.ts";
import { network } from "./network.ts";
import { remoteImage } from "./remote-image.ts";
import { volume } from "./volume.ts";

/** A substitute for the official plugin of npm's `@pulumi/docker`, with what the lab uses of it. */
export const dockerProvider: Provider<DockerEngine> = {
  name: "docker",
  version: "5.2.0",
  configuration: { host: { type: "string" } },
  configure: (config) => {
    const host = config["host"];
    return new DockerEngine(engineAddress(typeof host === "string" ? host : undefined));
  },
  resources: {
    "docker:index/container:Container": container,
    "docker:index/network:Network": network,
    "docker:index/remoteImage:RemoteImage": remoteImage,
    "docker:index/volume:Volume": volume,
  },
};

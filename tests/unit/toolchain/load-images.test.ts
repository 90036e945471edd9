import type { InspectedImage } from "../../../toolchain/docker/image.ts";
import { serves } from "../../../toolchain/docker/load-images.ts";

const wanted = {
  reference: "gitea/gitea:1.24.6",
  configuration: JSON.stringify({
    config: {
      Env: ["PATH=/bin"],
      Entrypoint: ["/usr/bin/entrypoint"],
      Cmd: null,
      User: "",
      ExposedPorts: { "3000/tcp": {}, "22/tcp": {} },
      Labels: { "fluxlab.toolchain": "gitea-image" },
    },
  }),
  layers: ["aa", "bb"],
};

/** As Docker's own store has it. */
const same: InspectedImage = {
  Id: "sha256:configuration",
  Config: {
    Env: ["PATH=/bin"],
    Entrypoint: ["/usr/bin/entrypoint"],
    Cmd: null,
    User: "",
    Image: "",
    ExposedPorts: { "22/tcp": {}, "3000/tcp": {} },
    Labels: { "fluxlab.toolchain": "gitea-image" },
  },
  RootFS: { Layers: ["sha256:aa", "sha256:bb"] },
};

/** As containerd's store, the default of Docker 29, has it: another id, and no empty fields. */
const inContainerd: InspectedImage = {
  Id: "sha256:manifest",
  Config: {
    Env: ["PATH=/bin"],
    Entrypoint: ["/usr/bin/entrypoint"],
    ExposedPorts: { "22/tcp": {}, "3000/tcp": {} },
    Labels: { "fluxlab.toolchain": "gitea-image" },
  },
  RootFS: { Layers: ["sha256:aa", "sha256:bb"] },
};

const official: InspectedImage = { Id: "sha256:official", Config: { Labels: null } };

test.each<[string, InspectedImage | undefined, boolean]>([
  ["this very image", same, true],
  ["this very image in containerd's store", inContainerd, true],
  ["an earlier make of ours", { ...same, RootFS: { Layers: ["sha256:aa"] } }, false],
  ["ours with another start", { ...same, Config: { ...same.Config, User: "git" } }, false],
  ["the official image that somebody pulled", official, true],
  ["nothing", undefined, false],
])("%s: serves is %s", (_, found, expected) => {
  expect(serves(found, wanted)).toBe(expected);
});

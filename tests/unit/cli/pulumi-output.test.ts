import { tellsSomething } from "../../../cli/stack/pulumi-output.ts";

test.each([
  " +  kubernetes:apps/v1:Deployment a:flux-system/b created (5s) ",
  " ~  command:local:Command core-app-k3d updated (1s) ",
  " -  docker:index:Container gitea-container deleted (0.3s) ",
  " +  command:local:Command core-app-k3d **creating failed** error: exit status 1",
  " +  command:local:Command core-app-k3d creating (9s) error: exit status 1",
  "    pulumi:pulumi:Stack fluxlab-local  1 warning",
  "Resources:",
  "    + 252 created",
  "    warning: left apps/one/podinfo.yaml alone",
])("%j is shown", (line) => {
  expect(tellsSomething(line)).toBe(true);
});

test.each([
  "@ updating.....",
  "",
  " +  docker:index:Container gitea-container creating (2s) ",
  " +  kubernetes:apps/v1:Deployment a:flux-system/b creating (4s) Waiting for app ReplicaSet",
  " -  pulumi:pulumi:Stack fluxlab-local deleting (0s) ",
])("%j is not", (line) => {
  expect(tellsSomething(line)).toBe(false);
});

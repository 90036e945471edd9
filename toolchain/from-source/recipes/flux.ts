import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildContext } from "../../parts/build-context.ts";
import type { Part } from "../../parts/part.ts";
import { onPathOr } from "../on-path.ts";
import { tools } from "../../versions.ts";
import { images, versions } from "../versions.ts";
import {
  buildGoProgram,
  closureDirectory,
  copyClosure,
  goRecipe,
  moduleSource,
  runGo,
} from "../go/go-program.ts";
import { kubectl } from "./kubernetes.ts";

const flux2 = "github.com/fluxcd/flux2/v2";

const program = {
  module: "flux",
  package: `${flux2}/cmd/flux`,
  variables: { "main.VERSION": versions.flux },
} as const;

/** The controllers that a lab installs. */
const components = [
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "notification-controller",
] as const;

/** The Flux command, and the manifests that it installs as `manifests/flux-install.yaml`. */
export const flux: Part = {
  id: "flux",
  title: `Flux ${versions.flux}`,
  version: versions.flux,
  inputs: { program, components, goRecipe, revision: 2 },
  files: [closureDirectory(program.module), ...components.map(closureDirectory)],
  dependencies: [kubectl],
  async build(context) {
    const origin = await onPathOr(tools.flux, context, async (bin) => {
      await buildWithManifests(bin, join(context.part(kubectl), "bin", "kubectl"), context);
    });
    await writeManifests(context);
    return origin;
  },
};

/** Writes what Flux installs, with the images that are built here in place of those it was released with. */
async function writeManifests(context: BuildContext): Promise<void> {
  const manifests = await context.run(
    join(context.directory, "bin", "flux"),
    ["install", "--export", `--components=${components.join(",")}`],
    // Without a kubeconfig of anybody's.
    { env: { HOME: context.scratch, KUBECONFIG: "/dev/null" } },
  );
  const built = [
    images.sourceController,
    images.kustomizeController,
    images.helmController,
    images.notificationController,
  ];
  const named = built.reduce((text, image) => {
    const [name = ""] = image.split(":");
    return text.replaceAll(
      new RegExp(`(image: ${name}):\\S+`, "g"),
      `$1:${image.split(":")[1] ?? ""}`,
    );
  }, manifests);
  await mkdir(join(context.directory, "manifests"));
  await writeFile(join(context.directory, "manifests", "flux-install.yaml"), `${named}\n`);
}

/**
 * The manifests are embedded in the program. Its own build takes those of the controllers from
 * their releases; the same files can be made from the controllers' modules.
 */
async function buildWithManifests(
  bin: string,
  kubectlProgram: string,
  context: BuildContext,
): Promise<void> {
  const closure = await copyClosure(program.module, context);
  const source = join(context.scratch, "flux2");
  await copyWritable(await moduleSource(flux2, closure, context), source, context);
  const embedded = join(source, "cmd", "flux", "manifests");
  await mkdir(embedded);
  const kustomize = async (directory: string, file: string): Promise<void> => {
    await writeFile(file, `${await context.run(kubectlProgram, ["kustomize", directory])}\n`);
  };

  context.step.update("making the manifests");
  const manifests = join(source, "manifests");
  for (const component of components) {
    const config = await controllerConfig(component, context);
    const base = join(manifests, "bases", component);
    await kustomize(join(config, "crd"), join(base, "crds.yaml"));
    await kustomize(join(config, "manager"), join(base, "deployment.yaml"));
    const file = join(base, "kustomization.yaml");
    const kustomization = (await readFile(file, "utf8"))
      .replace(/https:\S+\.crds\.yaml/, "crds.yaml")
      .replace(/https:\S+\.deployment\.yaml/, "deployment.yaml");
    await writeFile(file, kustomization);
    await kustomize(base, join(embedded, `${component}.yaml`));
  }
  for (const extra of ["rbac", "policies"]) {
    await kustomize(join(manifests, extra), join(embedded, `${extra}.yaml`));
  }
  await runGo(["mod", "edit", `-replace=${flux2}=${source}`], closure, context);
  await buildGoProgram(program, closure, join(bin, "flux"), context);
}

/** A writable copy of a controller's `config` directory. */
async function controllerConfig(component: string, context: BuildContext): Promise<string> {
  const closure = await copyClosure(component, context);
  const source = await moduleSource(`github.com/fluxcd/${component}`, closure, context);
  const copy = join(context.scratch, `config-${component}`);
  await copyWritable(join(source, "config"), copy, context);
  return copy;
}

async function copyWritable(from: string, to: string, context: BuildContext): Promise<void> {
  await cp(from, to, { recursive: true });
  await context.run("chmod", ["-R", "u+w", to]);
}

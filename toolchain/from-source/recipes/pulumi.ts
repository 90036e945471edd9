import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Part } from "../../parts/part.ts";
import { tools } from "../../versions.ts";
import { onPathOr } from "../on-path.ts";
import { versions } from "../versions.ts";
import {
  buildGoProgram,
  closureDirectory,
  copyClosure,
  goRecipe,
  type GoProgram,
  moduleSource,
} from "../go/go-program.ts";
import { projectPlugin, wrapperFile } from "./project-plugins.ts";

const cli: GoProgram = {
  module: "pulumi",
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  variables: {
    "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${versions.pulumi}`,
  },
};

/** Older than the CLI, so a wrapper of the name that the CLI looks for stands before it. */
const languageHost: GoProgram = {
  module: "pulumi-language-nodejs",
  package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  variables: {
    "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${versions.pulumiLanguageHost}`,
  },
};

const languageHostWrapper = wrapperFile("pulumi-language-nodejs");

const kubernetes: GoProgram = { module: "pulumi-resource-kubernetes", package: "." };

const dynamic = projectPlugin("pulumi-resource-pulumi-nodejs", "dynamic resources");

/** The Pulumi CLI with what it needs to run a Node.js program. */
export const pulumi: Part = {
  id: "pulumi",
  title: `Pulumi ${versions.pulumi}`,
  version: versions.pulumi,
  inputs: { programs: [cli, languageHost], goRecipe },
  files: [
    closureDirectory(cli.module),
    closureDirectory(languageHost.module),
    languageHostWrapper,
    ...(dynamic.files ?? []),
  ],
  build: (context) =>
    onPathOr(tools.pulumi, context, async (bin) => {
      const programs = { pulumi: cli, "nodejs-language-host": languageHost };
      for (const [name, program] of Object.entries(programs)) {
        const closure = await copyClosure(program.module, context);
        await buildGoProgram(program, closure, join(bin, name), context);
      }
      await copyFile(languageHostWrapper, join(bin, "pulumi-language-nodejs"));
      for (const script of dynamic.files ?? []) {
        await copyFile(script, join(bin, dynamic.id));
      }
    }),
};

/** The Kubernetes plugin, with the schema that its own repository generates for this version. */
export const pulumiKubernetes: Part = {
  id: "pulumi-resource-kubernetes",
  title: `Pulumi's Kubernetes plugin ${versions.pulumiKubernetes}`,
  version: versions.pulumiKubernetes,
  inputs: { kubernetes, goRecipe },
  files: [closureDirectory(kubernetes.module)],
  async build(context) {
    const closure = await copyClosure(kubernetes.module, context);
    const source = await moduleSource(
      "github.com/pulumi/pulumi-kubernetes/provider/v4",
      closure,
      context,
    );
    const schema = join(source, "cmd", "pulumi-resource-kubernetes", "schema.json");
    await copyFile(schema, join(closure, "schema.json"));
    const program = join(context.directory, "plugins", "pulumi-resource-kubernetes");
    await buildGoProgram(kubernetes, closure, program, context);
    return "source";
  },
};

/** Stand-ins for the plugins that exist as releases only. */
export const pluginSubstitutes: readonly Part[] = [
  { name: "docker", version: versions.pulumiDocker },
  { name: "command", version: versions.pulumiCommand },
].map(({ name, version }) => ({
  ...projectPlugin(`pulumi-resource-${name}`, `Pulumi's ${name} plugin ${version}`),
  version,
}));

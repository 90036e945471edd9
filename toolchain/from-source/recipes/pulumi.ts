import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Part } from "../../parts/part.ts";
import type { Reach } from "../../lanes/reachability.ts";
import { resolveTool } from "../../fetch/resolve.ts";
import { tools, versions } from "../../versions.ts";
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

/** The Pulumi CLI with what it needs to run a Node.js program. */
export function pulumi(reach: Reach): Part {
  const dynamic = projectPlugin("pulumi-resource-pulumi-nodejs", "dynamic resources");
  return {
    id: "pulumi",
    title: `Pulumi ${versions.pulumi}`,
    version: versions.pulumi,
    inputs: { tool: tools.pulumi.release, programs: [cli, languageHost], goRecipe, reach },
    files: [
      closureDirectory(cli.module),
      closureDirectory(languageHost.module),
      languageHostWrapper,
      ...(dynamic.files ?? []),
    ],
    build: (context) =>
      resolveTool(
        tools.pulumi,
        ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"],
        reach,
        context,
        async (bin) => {
          const programs = { pulumi: cli, "nodejs-language-host": languageHost };
          for (const [name, program] of Object.entries(programs)) {
            const closure = await copyClosure(program.module, context);
            await buildGoProgram(program, closure, join(bin, name), context);
          }
          await copyFile(languageHostWrapper, join(bin, "pulumi-language-nodejs"));
          for (const script of dynamic.files ?? []) {
            await copyFile(script, join(bin, dynamic.id));
          }
          return "source";
        },
      ),
  };
}

/** The Kubernetes plugin, with the schema that its own repository generates for this version. */
export function pulumiKubernetes(reach: Reach): Part {
  return {
    id: "pulumi-resource-kubernetes",
    title: `Pulumi's Kubernetes plugin ${versions.pulumiKubernetes}`,
    version: versions.pulumiKubernetes,
    inputs: { tool: tools.pulumiKubernetes, kubernetes, goRecipe, reach },
    files: [closureDirectory(kubernetes.module)],
    build: (context) =>
      resolveTool(
        tools.pulumiKubernetes,
        ["pulumi-resource-kubernetes"],
        reach,
        context,
        async (bin) => {
          const closure = await copyClosure(kubernetes.module, context);
          const source = await moduleSource(
            "github.com/pulumi/pulumi-kubernetes/provider/v4",
            closure,
            context,
          );
          const schema = join(source, "cmd", "pulumi-resource-kubernetes", "schema.json");
          await copyFile(schema, join(closure, "schema.json"));
          const program = join(bin, "pulumi-resource-kubernetes");
          await buildGoProgram(kubernetes, closure, program, context);
          return "source";
        },
      ),
  };
}

/** A plugin that exists as a release only; without one, the project's own takes its place. */
export function pulumiPlugin(name: "docker" | "command", reach: Reach): Part {
  const tool = name === "docker" ? tools.pulumiDocker : tools.pulumiCommand;
  const substitute = projectPlugin(`pulumi-resource-${name}`, "substitute");
  return {
    ...substitute,
    title: `Pulumi's ${name} plugin ${tool.version}`,
    version: tool.version,
    inputs: { tool, reach },
    build: (context) =>
      resolveTool(tool, [substitute.id], reach, context, (bin) =>
        substitute.build({ ...context, directory: join(bin, "..") }),
      ),
  };
}

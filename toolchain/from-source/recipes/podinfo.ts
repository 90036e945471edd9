import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildContext } from "../../parts/build-context.ts";
import { ToolchainError } from "../../toolchain-error.ts";
import type { Part } from "../../parts/part.ts";
import { images, podinfoVersions, versions } from "../versions.ts";
import { debian } from "./debian.ts";
import {
  buildGoProgram,
  closureDirectory,
  copyClosure,
  goRecipe,
  moduleSource,
} from "../go/go-program.ts";
import { linkProgram, writeProgramImage } from "../image/program-image.ts";

const podinfo = "github.com/stefanprodan/podinfo";

/**
 * podinfo's image and Helm chart in every version that a lab can release. There is one upstream;
 * the others are the same source that reports another version.
 */
export const podinfoReleases: Part = {
  id: "podinfo",
  title: `podinfo ${podinfoVersions.join(", ")}`,
  version: podinfoVersions.join(", "),
  inputs: { podinfoVersions, goRecipe, revision: 2 },
  files: [closureDirectory("podinfo")],
  dependencies: [debian],
  async build(context) {
    const closure = await copyClosure("podinfo", context);
    const source = await moduleSource(podinfo, closure, context);
    const probe = join(context.scratch, "podcli");
    await buildGoProgram(
      { module: "podinfo", package: `${podinfo}/cmd/podcli` },
      closure,
      probe,
      context,
    );
    for (const version of podinfoVersions) {
      const server = join(context.scratch, `podinfo-${version}`);
      const variables = { [`${podinfo}/pkg/version.VERSION`]: version };
      const program = { module: "podinfo", package: `${podinfo}/cmd/podinfo`, variables };
      await buildGoProgram(program, closure, server, context);
      await writeProgramImage(
        {
          reference: images.podinfo(version),
          command: ["./podinfo"],
          workingDirectory: "/home/app",
          user: "65534:65534",
          ports: [9898],
        },
        async (root) => {
          await linkProgram(server, join(root, "home", "app", "podinfo"));
          await linkProgram(probe, join(root, "usr", "local", "bin", "podcli"));
          await cp(join(source, "ui"), join(root, "home", "app", "ui"), { recursive: true });
        },
        context,
      );
      await packChart(join(source, "charts", "podinfo"), version, context);
    }
    return "source";
  },
};

/** Packs the chart so that the same content is always the same file: `charts/podinfo-VERSION.tgz`. */
async function packChart(source: string, version: string, context: BuildContext): Promise<void> {
  const directory = join(context.scratch, `chart-${version}`);
  const chart = join(directory, "podinfo");
  await cp(source, chart, { recursive: true });
  await context.run("chmod", ["-R", "u+w,a+rX", directory]);
  await replaceIn(join(chart, "Chart.yaml"), /^version: .*$/m, `version: ${version}`);
  await replaceIn(join(chart, "Chart.yaml"), /^appVersion: .*$/m, `appVersion: ${version}`);
  const tag = `tag: ${versions.podinfo}`;
  await replaceIn(join(chart, "values.yaml"), tag, `tag: ${version}`);

  const charts = join(context.directory, "charts");
  await mkdir(charts, { recursive: true });
  const tar = join(context.scratch, `podinfo-${version}.tar`);
  await context.run("tar", [
    ...["--sort=name", "--mtime=@0", "--numeric-owner", "--owner=0", "--group=0"],
    ...["--mode=u=rwX,go=rX", "--format=gnu", "-C", directory, "-cf", tar, "podinfo"],
  ]);
  await context.run("gzip", ["--no-name", "--best", tar]);
  await cp(`${tar}.gz`, join(charts, `podinfo-${version}.tgz`));
}

async function replaceIn(file: string, old: RegExp | string, text: string): Promise<void> {
  const before = await readFile(file, "utf8");
  const after = before.replace(old, text);
  if (after === before && !before.includes(text)) {
    throw new ToolchainError(`${file} has no ${String(old)}: the chart is laid out differently`);
  }
  await writeFile(file, after);
}

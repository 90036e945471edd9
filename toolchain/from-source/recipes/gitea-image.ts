import { appendFile, chmod, copyFile, cp, mkdir, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildContext } from "../../parts/build-context.ts";
import { keepImage, layersOf } from "../image/keep-image.ts";
import type { Part } from "../../parts/part.ts";
import { images, versions } from "../versions.ts";
import { debian } from "./debian.ts";
import {
  buildGoProgram,
  closureDirectory,
  copyClosure,
  goRecipe,
  type GoProgram,
  moduleSource,
} from "../go/go-program.ts";

const files = join(dirname(dirname(fileURLToPath(import.meta.url))), "images", "gitea");
const gitea = "code.gitea.io/gitea";
const tags = ["sqlite", "sqlite_unlock_notify"];

const server: GoProgram = {
  module: "gitea",
  package: gitea,
  tags,
  cgo: true,
  variables: {
    "main.Version": versions.gitea,
    "main.Tags": tags.join(" "),
    // The official image has the pages inside the program; here they lie beside it.
    [`${gitea}/modules/setting.StaticRootPath`]: "/app/gitea",
  },
};
const environmentToIni: GoProgram = {
  module: "gitea",
  package: `${gitea}/contrib/environment-to-ini`,
};

/** The scripts and styles of Gitea's pages, as `data/public`. */
const webPages: Part = {
  id: "gitea-web-pages",
  title: `Gitea's web pages ${versions.gitea}`,
  version: versions.gitea,
  inputs: { revision: 1 },
  files: [closureDirectory(server.module)],
  async build(context) {
    const closure = await copyClosure(server.module, context);
    const copy = join(context.scratch, "gitea");
    await cp(await moduleSource(gitea, closure, context), copy, { recursive: true });
    await context.run("chmod", ["-R", "u+w", copy]);
    const env = {
      ...process.env,
      PATH: [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
      BROWSERSLIST_IGNORE_OLD_DATA: "true",
      npm_config_cache: join(context.cache.build, "npm"),
      // Not the settings of whoever runs this: a development build, or another set of packages.
      NODE_ENV: undefined,
      NODE_OPTIONS: undefined,
    };
    context.step.update("npm ci");
    await context.run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: copy, env });
    context.step.update("webpack");
    await context.run("npx", ["--no-install", "webpack"], { cwd: copy, env });
    await cp(join(copy, "public"), join(context.directory, "data", "public"), { recursive: true });
    return "source";
  },
};

/** Gitea's image. What is built here has the scripts and the interface of the official one. */
export const giteaImage: Part = {
  id: "gitea-image",
  title: `Gitea image ${images.gitea}`,
  version: versions.gitea,
  inputs: { reference: images.gitea, server, environmentToIni, goRecipe, images: false },
  files: [files, closureDirectory(server.module)],
  dependencies: [debian, webPages],
  async build(context) {
    const root = join(context.scratch, "root");
    await fillRoot(root, context);
    await keepImage(
      "gitea-image",
      {
        reference: images.gitea,
        entrypoint: ["/usr/bin/entrypoint"],
        command: ["/usr/bin/s6-svscan", "/etc/s6"],
        environment: { USER: "git", GITEA_CUSTOM: "/data/gitea" },
        ports: [22, 3000],
        volumes: ["/data"],
      },
      root,
      await layersOf(context.part(debian)),
      context,
    );
    return "source";
  },
};

async function fillRoot(root: string, context: BuildContext): Promise<void> {
  const closure = await copyClosure(server.module, context);
  const app = join(root, "app", "gitea");
  const bin = join(root, "usr", "local", "bin");
  await buildGoProgram(server, closure, join(app, "gitea"), context);
  await buildGoProgram(environmentToIni, closure, join(bin, "environment-to-ini"), context);

  const source = await moduleSource(gitea, closure, context);
  await cp(join(source, "docker", "root"), root, { recursive: true });
  for (const directory of ["options", "templates"]) {
    await cp(join(source, directory), join(app, directory), { recursive: true });
  }
  await cp(join(context.part(webPages), "data", "public"), join(app, "public"), {
    recursive: true,
  });
  await context.run("chmod", ["-R", "u+w,a+rX", root]);
  // The lab talks to Gitea by HTTP only.
  await rm(join(root, "etc", "s6", "openssh"), { recursive: true });
  await context.run("chmod", ["-R", "a+x", join(root, "etc", "s6")]);
  for (const script of [join(bin, "gitea"), join(root, "usr", "bin", "entrypoint")]) {
    await chmod(script, 0o755);
  }
  await copyFile(join(files, "su-exec"), join(bin, "su-exec"));

  const etc = join(context.part(debian), "data", "etc");
  for (const [file, line] of [
    ["passwd", "git:x:1000:1000::/data/git:/bin/bash"],
    ["group", "git:x:1000:"],
    ["shadow", "git:*:19000:0:99999:7:::"],
  ] as const) {
    await copyFile(join(etc, file), join(root, "etc", file));
    await appendFile(join(root, "etc", file), `${line}\n`);
  }
  await mkdir(join(root, "data"));
  await context.run("chown", ["-R", "1000:1000", app]);
}

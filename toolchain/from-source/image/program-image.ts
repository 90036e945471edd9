import { copyFile, link, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BuildContext } from "../../parts/build-context.ts";
import { describeImage, packLayer, type ImageSettings } from "./container-image.ts";
import { toolchainLabel } from "../../docker/kept-image.ts";
import { writeOciArchive } from "./oci-archive.ts";
import { debian } from "../recipes/debian.ts";

/** Name of an image's archive: a reference without what file names cannot have. */
export function archiveName(reference: string): string {
  return `${reference.replaceAll(/[/:]/g, "_")}.tar`;
}

/**
 * Writes an archive `images/REFERENCE.tar` of an image that holds nothing but programs without a
 * libc, certificates and the users that containers run as: every node reads all archives when it
 * starts.
 * @param place puts the programs below the directory it is given
 */
export async function writeProgramImage(
  settings: ImageSettings,
  place: (root: string) => Promise<void>,
  context: BuildContext,
): Promise<void> {
  const root = join(context.scratch, `root-${archiveName(settings.reference)}`);
  const certificates = join(root, "etc", "ssl", "certs");
  await mkdir(certificates, { recursive: true });
  const bundle = "ca-certificates.crt";
  await copyFile(join(context.part(debian), "data", "etc", bundle), join(certificates, bundle));
  await writeFile(
    join(root, "etc", "passwd"),
    "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n",
  );
  await writeFile(join(root, "etc", "group"), "root:x:0:\nnobody:x:65534:\n");
  await mkdir(join(root, "tmp"));
  await context.run("chmod", ["1777", join(root, "tmp")]);
  await place(root);

  const image = { ...settings, labels: { [toolchainLabel]: archiveName(settings.reference) } };
  const layer = await packLayer(root, join(context.scratch, "layers"), "root");
  await mkdir(join(context.directory, "images"), { recursive: true });
  await writeOciArchive(
    join(context.directory, "images", archiveName(settings.reference)),
    describeImage(image, [layer]),
    [layer],
    context.scratch,
  );
}

/** Puts a program into an image's tree without copying it. */
export async function linkProgram(program: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  await link(program, place);
}

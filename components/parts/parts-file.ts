import { readFileSync } from "node:fs";
import { z } from "zod";
import type { LabParts } from "./lab-parts.ts";
import { publicParts } from "./public-parts.ts";

const text = z.string().min(1);
const checksum = z.union([
  z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ helmIndex: z.url() }),
  z.strictObject({ githubRelease: z.url() }),
]);
const here = { file: text };
const elsewhere = { url: z.url(), checksum };
const chart = { name: text, version: text };

/** The form of parts.json: any of the parts, in place of the public ones. */
const schema = z
  .strictObject({
    images: z.strictObject({ gitea: text, node: text, traefik: text }).partial(),
    imageArchives: text,
    charts: z
      .array(
        z.union([
          z.strictObject({ ...chart, ...here }),
          z.strictObject({ ...chart, ...elsewhere }),
        ]),
      )
      .min(1),
    fluxManifests: z.union([z.strictObject(here), z.strictObject(elsewhere)]),
    tools: text,
  })
  .partial();

/**
 * The public parts with what a `parts.json` has in their place.
 *
 * @throws when the file cannot be read, is no JSON or has another form: the message names the fields
 */
export function readPartsFile(path: string): LabParts {
  const parsed = schema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) {
    throw new Error(`${path} has another form:\n${z.prettifyError(parsed.error)}`);
  }
  const { images, ...rest } = parsed.data;
  return { ...publicParts, ...stated(rest), images: { ...publicParts.images, ...stated(images) } };
}

/** Without the keys that nothing is given for. */
function stated<Values extends object>(values: Values | undefined): StatedValues<Values> {
  const entries = Object.entries(values ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as StatedValues<Values>;
}

type StatedValues<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> };

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";

import { withOutputs } from "./outputs.ts";

/** What {@link Package} takes. */
export interface PackageArgs {
  /** User or organisation whose registry it goes to. A change replaces the package. */
  owner: pulumi.Input<string>;
  /** `helm`: a chart archive; `generic`: any file. A change replaces the package. @default "helm" */
  type?: pulumi.Input<"helm" | "generic">;
  /** For a chart, the name in its Chart.yaml. A change replaces the package. */
  name: pulumi.Input<string>;
  /** For a chart, the version in its Chart.yaml. A change replaces the package. */
  version: pulumi.Input<string>;
  /** The file to upload. Only its content counts: moving the file changes nothing. */
  path: pulumi.Input<string>;
  /** SHA-256 of the content, in hexadecimal. A change uploads the file again. @default - read from the file */
  sha256?: pulumi.Input<string>;
}

/**
 * One version in Gitea's package registry.
 *
 * The same version with the same content that is already there is taken over; with other content
 * it is an error. Import by `OWNER/TYPE/NAME/VERSION`.
 */
export class Package extends pulumi.CustomResource {
  declare readonly owner: pulumi.Output<string>;
  declare readonly type: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly version: pulumi.Output<string>;
  declare readonly sha256: pulumi.Output<string>;
  /** Name of the file in the registry, such as `podinfo-6.9.2.tgz`. */
  declare readonly fileName: pulumi.Output<string>;

  constructor(name: string, args: PackageArgs, opts?: pulumi.CustomResourceOptions) {
    const sha256 = args.sha256 ?? pulumi.output(args.path).apply(sha256Of);
    super("gitea:index:Package", name, withOutputs({ ...args, sha256 }, "type", "fileName"), opts);
  }
}

function sha256Of(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

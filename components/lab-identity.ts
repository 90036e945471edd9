import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

/** What a {@link LabIdentity} is made from. */
export interface LabIdentityArgs {
  /** Begins the name of everything in Docker. */
  namePrefix: string;
}

const createScript = readFileSync(join(import.meta.dirname, "lab-identity", "create.sh"), "utf8");

/**
 * What tells a lab from another one of the same prefix: a random number that its state has, and on
 * everything in Docker the label `fluxlab.identity` with it, beside `fluxlab.checkout` and
 * `fluxlab.state` with the directories that the lab was first brought up from and with. They stay as
 * they are for as long as the stack.
 */
export class LabIdentity extends pulumi.ComponentResource {
  /** All three labels, none for a lab from before there were any; values have `%`, `,`, `@` and newlines in percent-encoding. */
  public readonly labels: pulumi.Output<{ label: string; value: string }[]>;

  constructor(name: string, args: LabIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:LabIdentity", name, {}, opts);
    const { namePrefix } = args;
    const made = new command.local.Command(
      `${name}-made`,
      {
        interpreter: ["bash", "-c"],
        create: createScript,
        update: 'printf %s "$PULUMI_COMMAND_STDOUT"',
        environment: { VOLUME: `${namePrefix}-gitea` },
        logging: command.local.Logging.None,
      },
      { parent: this },
    );
    this.labels = made.stdout.apply(identityLabels);
    this.registerOutputs({ labels: this.labels });
  }
}

function identityLabels(printed: string): { label: string; value: string }[] {
  const [identity = "", checkout = "", state = ""] = printed.split("\n");
  return identity === ""
    ? []
    : [
        { label: "fluxlab.identity", value: identity },
        { label: "fluxlab.checkout", value: checkout },
        { label: "fluxlab.state", value: state },
      ];
}

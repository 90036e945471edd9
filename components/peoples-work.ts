import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { GiteaServer } from "./gitea-server.ts";

/**
 * The command that saves what people made before something in a Gitea server goes: a program in the
 * checkout, which is where Pulumi runs commands and plugins. The path is relative, so that the state
 * fits every checkout.
 *
 * @param server name of Gitea's container
 */
export function saveCommand(server: string): string {
  // Node calls its SQLite experimental at every start.
  return `node --disable-warning=ExperimentalWarning components/peoples-work/save.ts ${server}`;
}

/** What a {@link PeoplesWork} is made from. */
export interface PeoplesWorkArgs {
  server: GiteaServer;
}

/**
 * Does nothing until Gitea goes as a whole: then it saves what people made in it, in the state
 * directory, and says what and where. What goes while Gitea stays, its provider has saved.
 */
export class PeoplesWork extends pulumi.ComponentResource {
  constructor(name: string, { server }: PeoplesWorkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fluxlab:components:PeoplesWork", name, {}, opts);
    new command.local.Command(
      `${name}-saved`,
      {
        interpreter: ["bash", "-c"],
        create: "true",
        update: "true",
        delete: `${saveCommand(server.containerName)} everything`,
        // Another volume is another Gitea: this goes first, and with it what is in the old one is saved.
        triggers: [server.data.id],
        logging: command.local.Logging.StdoutAndStderr,
      },
      {
        parent: this,
        dependsOn: server,
        deleteBeforeReplace: true,
        customTimeouts: { delete: "10m" },
      },
    );
    this.registerOutputs({});
  }
}

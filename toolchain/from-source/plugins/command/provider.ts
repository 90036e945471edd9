import type { Provider } from "@fluxlab/provider-server";
import { localCommand } from "./local-command.ts";

/** A substitute for the official plugin of npm's `@pulumi/command`, with what the lab uses of it. */
export const commandProvider: Provider = {
  name: "command",
  version: "1.2.1",
  configuration: {},
  configure: () => undefined,
  resources: { "command:local:Command": localCommand },
};

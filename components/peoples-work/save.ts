import { join } from "node:path";
import { type Going, savePeoplesWork } from "./save-peoples-work.ts";

// Runs before something inside Gitea is deleted, by Gitea's plugin, by a command of the program and by
// `./lab down`: save.ts SERVER everything | repository OWNER/NAME | owner NAME. What it says on
// standard output is for people; when it fails, nothing may be deleted.

const [server = "", kind = "", what = ""] = process.argv.slice(2);
const state = process.env["FLUXLAB_STATE"] ?? join(process.cwd(), ".lab");

if (process.env["FLUXLAB_KEEP_NOTHING"] !== "true") {
  process.umask(0o077);
  try {
    for (const line of await savePeoplesWork(server, goingFrom(), join(state, "bundles"))) {
      process.stdout.write(`${line}\n`);
    }
  } catch (error) {
    process.stderr.write(
      `cannot save what people made in ${what === "" ? server : what}, so it is not deleted: ` +
        `${(error as Error).message.trim()}\n` +
        "to delete it without saving: FLUXLAB_KEEP_NOTHING=true before the same command, " +
        "or ./lab down --keep-nothing\n",
    );
    process.exitCode = 1;
  }
}

function goingFrom(): Going {
  const [owner = "", name = ""] = what.split("/");
  if (kind === "repository" && name !== "") {
    return { kind, owner, name };
  }
  if (kind === "owner" && owner !== "") {
    return { kind, owner };
  }
  if (kind === "everything") {
    return { kind };
  }
  throw new Error(`"${kind} ${what}" says nothing that could go`);
}

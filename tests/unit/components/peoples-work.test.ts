import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { saveCommand } from "../../../components/peoples-work.ts";

jest.setTimeout(30_000);

const directory = mkdtempSync(join(tmpdir(), "fluxlab people "));

afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Runs the command as Pulumi does, with a docker that does this. */
function run(docker: string, env: Record<string, string> = {}) {
  writeFileSync(join(directory, "docker"), `#!/bin/bash\n${docker}\n`);
  chmodSync(join(directory, "docker"), 0o755);
  const { status, stdout, stderr } = spawnSync("sh", ["-c", `${saveCommand("gitea")} everything`], {
    cwd: dirname(dirname(dirname(__dirname))),
    encoding: "utf8",
    env: {
      PATH: [directory, dirname(process.execPath), process.env["PATH"]].join(":"),
      FLUXLAB_STATE: join(directory, "state"),
      ...env,
    },
  });
  return { status, stdout, stderr };
}

test("where there is no Gitea there is nothing to save", () => {
  expect(run("exit 0")).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(readdirSync(directory)).toEqual(["docker"]);
});

test("when Docker does not answer it fails, so that nothing is deleted", () => {
  const { status, stderr } = run("echo no daemon >&2; exit 1");
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^cannot save what people made in gitea, so it is not deleted: .*no daemon/s,
  );
  expect(stderr).toContain("./lab down --keep-nothing");
  expect(run("exit 1", { FLUXLAB_KEEP_NOTHING: "true" }).status).toBe(0);
});

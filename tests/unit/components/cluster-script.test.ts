import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clusterScript } from "../../../components/k3d-cluster/scripts.ts";
import { labOf, removeLabParts } from "./lab-args.ts";
import { named, recordLab } from "./recorded-lab.ts";

const directory = mkdtempSync(join(tmpdir(), "fluxlab cluster script "));

afterAll(() => {
  rmSync(directory, { recursive: true });
  removeLabParts();
});

function program(name: string, text: string): void {
  writeFileSync(join(directory, name), `#!/bin/bash\n${text}\n`);
  chmodSync(join(directory, name), 0o755);
}

/** Runs the recorded command as the plugin does. */
async function run(operation: "create" | "delete") {
  const { inputs } = named(await recordLab(labOf(["a"])), "a-k3d");
  const [shell = "", ...flags] = inputs["interpreter"] as string[];
  const environment = inputs["environment"] as Record<string, string>;
  const { stdout, stderr, status } = spawnSync(shell, [...flags, inputs[operation] as string], {
    encoding: "utf8",
    input: inputs["stdin"] as string,
    env: {
      ...environment,
      PATH: `${directory}:${process.env["PATH"] ?? ""}`,
      FLUXLAB_STATE: join(directory, "state"),
      // Node's pipes are sockets, at which bash reads ~/.bashrc as if it was called from afar.
      SHLVL: "1",
    },
  });
  return { stdout, stderr, status };
}

beforeEach(() => {
  program("docker", "cat; echo 0123456789ab");
  program("kubectl", "cat; echo merged");
  program("k3d", 'cat; case "$*" in *"kubeconfig get"*) echo "name: k3d-$K3D_CLUSTER" ;; esac');
});

test("the texts that are printed when they fail are short, and the script is what is compared", async () => {
  const resources = await recordLab(labOf(["a"]));
  for (const name of ["a-k3d", "gitea-administrator"]) {
    const { inputs } = named(resources, name);
    for (const operation of ["create", "update", "delete"]) {
      expect(((inputs[operation] ?? "") as string).length).toBeLessThan(50);
    }
  }
  expect(named(resources, "a-k3d").inputs["stdin"]).toBe(clusterScript);
  const administrator = named(resources, "gitea-administrator").inputs["stdin"];
  expect(administrator).toContain("gitea admin user create");
});

test("a cluster that is there is started, and nothing that is called reads the script", async () => {
  expect(await run("create")).toEqual({
    stdout: "# slot: 0\nname: a\n",
    stderr: "",
    status: 0,
  });
  expect(readFileSync(join(directory, "state", "kubeconfigs", "a"), "utf8")).toBe("name: a\n");
});

test("what deletes it says why it failed", async () => {
  program("k3d", "echo no such luck; exit 3");
  expect(await run("delete")).toEqual({ stdout: "", stderr: "no such luck\n", status: 1 });
});

test("what deletes it leaves nothing of it in the state directory", async () => {
  await run("create");
  expect(await run("delete")).toEqual({ stdout: "", stderr: "", status: 0 });
  expect(() => readFileSync(join(directory, "state", "kubeconfigs", "a"))).toThrow("ENOENT");
  expect(() => readFileSync(join(directory, "state", "slots", "0"))).toThrow("ENOENT");
});

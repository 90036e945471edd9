import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const library = resolve(__dirname, "../images/node/lib");

/** Runs `script` with the node's shell functions. */
function bash(
  script: string,
  ...args: string[]
): { stdout: string; stderr: string; status: number } {
  const sources = ["log", "arguments", "certificates"].map((name) => `source ${name}.sh;`).join("");
  const result = spawnSync(
    "bash",
    ["-c", `set -euo pipefail; ${sources} ${script}`, "-", ...args],
    {
      cwd: library,
      encoding: "utf8",
      env: { ...process.env, server_directory: "/nonexistent" },
    },
  );
  return { stdout: result.stdout, stderr: result.stderr, status: result.status ?? -1 };
}

test("the flags that k3d passes are taken, in both forms", () => {
  const script =
    'parse_server_arguments "$@"; printf "%s|" "${subject_names[@]}" "${kubelet_arguments[@]}"' +
    ' "${apiserver_arguments[@]}" "${node_labels[@]}"';
  const flags = [
    ...["--tls-san", "0.0.0.0", "--tls-san=k3d-lab-server-0", "--kubelet-arg", "max-pods=50"],
    ...["--kube-apiserver-arg=v=2", "--node-label", "a=b", "--disable=traefik", "--cluster-init"],
  ];
  expect(bash(script, ...flags).stdout).toBe("0.0.0.0|k3d-lab-server-0|--max-pods=50|--v=2|a=b|");
});

test.each([
  [[], "true"],
  [["--disable-network-policy"], "false"],
  [["--disable-network-policy=true", "--disable=traefik"], "false"],
  [["--disable-network-policy=false"], "true"],
])("with %j it is %s that network policies are enforced", (flags, enforced) => {
  const script = 'parse_server_arguments "$@"; printf "%s" "$network_policy"';
  expect(bash(script, ...flags).stdout).toBe(enforced);
});

test.each([
  [["--flannel-backend=none"], "k3s server --flannel-backend=none is not supported by this image"],
  [["--disable-network-policy=no"], "k3s server --disable-network-policy=no is neither"],
  [["--kube-something-arg=x"], "k3s server --kube-something-arg is not supported"],
  [["--tls-san"], "k3s server --tls-san needs a value"],
])("%p is refused by name", (flags, text) => {
  const { stderr, status } = bash('parse_server_arguments "$@"', ...flags);
  expect(status).toBe(1);
  expect(stderr).toContain(text);
});

test("the serving certificate names every way to the API server", () => {
  const script = 'subject_names=(0.0.0.0 lab.example); list_subject_names "$@"';
  const names = bash(script, "k3d-lab-server-0", "172.18.0.2").stdout.trim().split(",");
  expect(names).toEqual(
    expect.arrayContaining([
      "IP:127.0.0.1",
      "IP:10.43.0.1",
      "IP:172.18.0.2",
      "IP:0.0.0.0",
      "DNS:k3d-lab-server-0",
      "DNS:lab.example",
      "DNS:kubernetes.default.svc",
    ]),
  );
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import type { DriftRun } from "../../cli/drift/drift-run.ts";
import { askPodinfo } from "../../cli/podinfo/ask-podinfo.ts";
import { locateToolchain } from "../../toolchain/index.ts";
import { eventually } from "./eventually.ts";
import { FluxReadiness } from "./flux-readiness.ts";
import { gitAs, TenantClone } from "./tenant-clone.ts";
import { describeTenantNetwork } from "./tenant-network.ts";
import {
  added,
  clusterRole,
  helmRelease,
  idlePods,
  kustomization,
  overlay,
  ownSource,
  podinfoChart,
  source,
  strayConfigMap,
} from "./tenant-trials.ts";
import { TestLab } from "./test-lab.ts";

jest.setTimeout(15 * 60_000);

const patience = 2 * 60_000;

let lab: TestLab;
let flux: FluxReadiness;
let clone: TenantClone;

beforeAll(async () => {
  lab = await TestLab.create({ clusters: ["one"], topology: "multi-tenancy" });
  await lab.succeed("up");
  flux = new FluxReadiness(lab, "one");
  const { repository, developer } = await tenant("team-a");
  clone = await TenantClone.of(repository.url, developer);
});

afterAll(async () => {
  clone[Symbol.dispose]();
  await lab[Symbol.asyncDispose]();
});

interface Status {
  clusters: { objects: { namespace: string }[]; tenants: { name: string }[] }[];
}

async function tenant(name: string) {
  const found = (await lab.outputs()).tenants[name];
  if (found === undefined) {
    throw new Error(`the lab has no tenant ${name}`);
  }
  return found;
}

const kubectl = (...args: string[]) => lab.kubectl("one", ...args);

/** Everything but team-a: the platform and the other tenant. */
async function othersAreWell(): Promise<void> {
  // A drift check may be under way, which is no failure.
  await eventually(
    "everything outside team-a to be Ready",
    patience,
    async () => ((await flux.unreadyOutside("team-a")).length === 0 ? true : undefined),
    async () => (await flux.unreadyOutside("team-a")).join("\n"),
  );
  const url = `http://podinfo.team-b.one.localhost:${lab.ports.ingress}`;
  expect((await askPodinfo(url))?.message).toBe("podinfo of team-b in one");
}

/** Flux does not wait for what it prunes: a namespace goes when the last of its pods has gone. */
async function noNamespace(part: string): Promise<void> {
  const names = () => kubectl("get", "namespaces", "-o", "name");
  await eventually(
    `no namespace with "${part}" in its name`,
    patience,
    async () => ((await names()).includes(part) ? undefined : true),
    names,
  );
}

/** Objects that a tenant's repository brings must all be there, or none: see Kustomization `apps`. */
async function rootRefused(files: Record<string, string>): Promise<string> {
  const commit = await clone.push(files);
  return flux.attempted("team-a", "apps", commit);
}

describe("a tenant's repository", () => {
  afterEach(async () => {
    await othersAreWell();
  });

  describe("cannot bring", () => {
    afterEach(async () => {
      await clone.restore();
    });

    test.each([
      [
        "a Namespace",
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: evil\n",
        /User "system:serviceaccount:team-a:team-a" cannot patch resource "namespaces"/,
        "namespace",
      ],
      [
        "a ClusterRole",
        clusterRole,
        /User "system:serviceaccount:team-a:team-a" cannot patch resource "clusterroles"/,
        "clusterrole",
      ],
      [
        "a ClusterRoleBinding",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: evil\n" +
          "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\n" +
          "subjects: [{kind: ServiceAccount, name: team-a, namespace: team-a}]\n",
        /User "system:serviceaccount:team-a:team-a" cannot patch resource "clusterrolebindings"/,
        "clusterrolebinding",
      ],
      [
        "a GitRepository of another tenant",
        source("GitRepository", "url: http://gitea:3000/team-b/apps.git"),
        /source "http:\/\/gitea:3000\/team-b\/apps.git" is not allowed for tenant team-a/,
      ],
      [
        "a GitRepository by a path that leads out of its own",
        source("GitRepository", "url: http://gitea:3000/team-a/../team-b/apps.git"),
        /source ".*" is not allowed for tenant team-a/,
      ],
      [
        "a GitRepository through a proxy",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: proxy\nstringData:\n  address: http://proxy:80\n---\n" +
          source(
            "GitRepository",
            "url: http://gitea:3000/team-a/apps.git, proxySecretRef: {name: proxy}",
          ),
        /spec.proxySecretRef is not for tenants/,
      ],
      [
        "an OCIRepository",
        source("OCIRepository", "url: oci://ghcr.io/stefanprodan/manifests/podinfo"),
        /source "oci:\/\/ghcr.io\/.*" is not allowed for tenant team-a/,
      ],
      [
        "a HelmRepository from elsewhere",
        source("HelmRepository", 'url: "https://stefanprodan.github.io/podinfo"'),
        /source "https:\/\/stefanprodan.github.io\/podinfo" is not allowed for tenant team-a/,
      ],
      [
        "a Bucket",
        source("Bucket", "endpoint: minio.example.com, bucketName: charts"),
        /source "minio.example.com" is not allowed for tenant team-a/,
      ],
      [
        "a Kustomization for another cluster",
        kustomization("evil", `  path: ./base\n  kubeConfig: {secretRef: {name: k}}\n${ownSource}`),
        /spec.kubeConfig is not for tenants/,
      ],
      [
        "a HelmRelease for another cluster",
        helmRelease("evil", `${podinfoChart}  kubeConfig: {secretRef: {name: k}}\n`),
        /spec.kubeConfig is not for tenants/,
      ],
      [
        "values from a Secret in another tenant's namespace",
        helmRelease(
          "evil",
          `${podinfoChart}  valuesFrom: [{kind: Secret, name: of-b, namespace: team-b}]\n`,
        ),
        /valuesFrom\[0\].namespace: field not declared in schema/,
      ],
      [
        "an Ingress for another tenant's host",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: evil\nspec:\n" +
          "  rules: [{host: podinfo.team-b.one.localhost, http: {paths: [{path: /, pathType: Prefix," +
          " backend: {service: {name: podinfo, port: {name: http}}}}]}}]\n",
        /host "podinfo.team-b.one.localhost" is not allowed for tenant team-a/,
      ],
      [
        "a Service that takes an address for itself",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: evil\nspec: {externalIPs: [10.43.0.1], ports: [{port: 443}]}\n",
        /spec.externalIPs is not for tenants/,
      ],
      [
        "a Service on a port of the node",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: evil\nspec: {type: NodePort, ports: [{port: 80}]}\n",
        /exceeded quota: tenant, requested: services.nodeports=1/,
      ],
      [
        "a privileged pod",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: evil\n" +
          "spec: {containers: [{name: a, image: a, securityContext: {privileged: true}}]}\n",
        /violates PodSecurity "restricted:latest": privileged/,
      ],
    ])("%s", async (_, objects, message, made = "") => {
      expect(await rootRefused(added(objects))).toMatch(message);
      if (made !== "") {
        expect(await kubectl("get", made, "evil", "--ignore-not-found")).toBe("");
      }
    });

    test("a remote kustomize base", async () => {
      const base = "https://github.com/stefanprodan/podinfo//kustomize?ref=6.9.2";
      const message = await rootRefused({ "clusters/one/kustomization.yaml": overlay(base) });
      expect(message).toMatch(/^kustomize build failed: .*accumulating resources from 'https:/);
      expect(message).toContain("proxyconnect tcp: dial tcp 127.0.0.1:9");
    });

    test("a file from elsewhere, although somebody serves it", async () => {
      await using served = await serveConfigMap(lab.name);
      const message = await rootRefused({ "clusters/one/kustomization.yaml": overlay(served.url) });
      expect(message).toContain("proxyconnect tcp: dial tcp 127.0.0.1:9");
      expect(served.requests).toBe(0);
      expect(await kubectl("get", "configmaps", "-A", "-o", "name")).not.toContain("from-afar");
    });

    test("an object into another tenant's namespace: it lands in its own", async () => {
      expect(await rootRefused(added(strayConfigMap))).toContain("Applied revision");
      const name = ["get", "configmap", "evil", "--ignore-not-found", "-o", "name"];
      expect(await kubectl("--namespace", "team-b", ...name)).toBe("");
      expect(await kubectl("--namespace", "team-a", ...name)).toBe("configmap/evil");
    });

    test("more pods than its quota", async () => {
      await clone.push(added(idlePods(20)));
      await eventually("the quota to say no", patience, async () => {
        const events = await kubectl(
          ...["--namespace", "team-a", "get", "events", "-o", "jsonpath={.items[*].message}"],
        );
        return events.includes("exceeded quota: tenant, requested: pods=1") ? true : undefined;
      });
      const pods = await kubectl("--namespace", "team-a", "get", "pods", "-o", "name");
      expect(pods.split("\n").length).toBeLessThanOrEqual(10);
    });
  });

  describe("gets no rights from what its Kustomizations and HelmReleases say", () => {
    const cannot = (account: string, what: string) =>
      new RegExp(`User "system:serviceaccount:team-a:${account}" cannot ${what}`);

    beforeAll(async () => {
      await kubectl(
        ...["--namespace", "team-b", "create", "secret", "generic", "of-b"],
        "--from-literal=values.yaml=replicaCount: 2",
      );
      // Pods of this chart as it comes are refused, and helm-controller would wait for them.
      const noPods = `${podinfoChart}  values: {replicaCount: 0}\n`;
      const inTeamA = (object: string) => object.replace("  name:", "  namespace: team-a\n  name:");
      const nested = (name: string, more = "") =>
        inTeamA(kustomization(name, `  path: ./evil/map\n${more}${ownSource}`));
      await clone.push({
        ...added(
          helmRelease("account-of-b", `${noPods}  serviceAccountName: team-b\n`),
          helmRelease("account-of-flux", `${noPods}  serviceAccountName: helm-controller\n`),
          helmRelease("into-b", `${podinfoChart}  targetNamespace: team-b\n`),
          helmRelease("history-in-b", `${podinfoChart}  storageNamespace: team-b\n`),
          helmRelease("secret-of-b", `${podinfoChart}  valuesFrom: [{kind: Secret, name: of-b}]\n`),
          helmRelease(
            "chart-of-b",
            podinfoChart.replace("name: charts", "name: charts, namespace: team-b"),
          ),
          helmRelease(
            "chart-object-of-b",
            "  chartRef: {kind: HelmChart, name: podinfo, namespace: team-b}\n",
          ),
          helmRelease(
            "role",
            "  chart: {spec: {chart: ./evil/chart, sourceRef: {kind: GitRepository, name: apps}}}\n",
          ),
          kustomization("no-account", `  path: ./evil/role\n${ownSource}`),
          kustomization(
            "account-of-kustomize",
            `  path: ./evil/role\n  serviceAccountName: kustomize-controller\n${ownSource}`,
          ),
          kustomization("stray", `  path: ./evil/stray\n${ownSource}`),
          kustomization(
            "source-of-b",
            "  path: ./base\n  sourceRef: {kind: GitRepository, name: apps, namespace: team-b}\n",
          ),
          kustomization(
            "source-of-platform",
            "  path: ./base\n  sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}\n",
          ),
          kustomization(
            "substitute-of-b",
            `  path: ./evil/map\n  postBuild: {substituteFrom: [{kind: Secret, name: of-b}]}\n${ownSource}`,
          ),
          kustomization("nesting", `  path: ./evil/nested\n${ownSource}`),
        ),
        "evil/role/role.yaml": clusterRole,
        "evil/stray/map.yaml": strayConfigMap,
        "evil/map/map.yaml": strayConfigMap.replace("team-b", "team-a"),
        "evil/chart/Chart.yaml": "apiVersion: v2\nname: evil\nversion: 1.0.0\n",
        "evil/chart/templates/role.yaml": clusterRole,
        "evil/nested/all.yaml": [
          nested("nested-no-account"),
          nested("nested-account-of-kustomize", "  serviceAccountName: kustomize-controller\n"),
          inTeamA(helmRelease("nested-release", podinfoChart)),
        ].join("---\n"),
      });
    });

    afterAll(async () => {
      await kubectl("--namespace", "team-b", "delete", "secret", "of-b");
      const commit = await clone.restore();
      expect(await flux.attempted("team-a", "apps", commit)).toContain("Applied revision");
    });

    test.each(["account-of-b", "account-of-flux"])(
      "HelmRelease %s works with the tenant's account all the same",
      async (name) => {
        const { spec } = await flux.appeared("HelmRelease", "team-a", name);
        expect(spec["serviceAccountName"]).toBe("team-a");
      },
    );

    test("a HelmRelease that names no account works with the tenant's", async () => {
      const { spec } = await flux.appeared("HelmRelease", "team-a", "podinfo");
      expect(spec["serviceAccountName"]).toBe("team-a");
    });

    test.each(["no-account", "account-of-kustomize"])(
      "Kustomization %s works with the tenant's account, and no more",
      async (name) => {
        const { spec } = await flux.appeared("Kustomization", "team-a", name);
        expect(spec["serviceAccountName"]).toBe("team-a");
        const message = cannot("team-a", 'patch resource "clusterroles"');
        await flux.refused("Kustomization", "team-a", name, message);
      },
    );

    test("a Kustomization further down that names no account has none", async () => {
      const message = cannot("default", 'patch resource "configmaps"');
      await flux.refused("Kustomization", "team-a", "nested-no-account", message);
    });

    test("a Kustomization further down that names the controller's has the one of its namespace", async () => {
      const message = cannot("kustomize-controller", 'patch resource "configmaps"');
      await flux.refused("Kustomization", "team-a", "nested-account-of-kustomize", message);
    });

    test("a HelmRelease further down that names no account has none", async () => {
      const message = cannot("default", 'list resource "secrets"');
      await flux.refused("HelmRelease", "team-a", "nested-release", message);
    });

    test.each(["source-of-b", "source-of-platform"])(
      "Kustomization %s gets nothing of another namespace",
      async (name) => {
        const message =
          /can't access 'GitRepository\/.*', cross-namespace references have been blocked/;
        await flux.refused("Kustomization", "team-a", name, message);
      },
    );

    test("a HelmRelease gets no chart of another namespace", async () => {
      const message =
        /cross-namespace references are not allowed: cannot access HelmChart team-b\/podinfo/;
      await flux.refused("HelmRelease", "team-a", "chart-object-of-b", message);
      // Of this one only the controller's log tells.
      const refusal = "cannot access HelmChart team-b/team-a-chart-of-b";
      await eventually("helm-controller to say so", patience, async () => {
        const log = ["logs", "deployment/helm-controller", "--tail", "1000"];
        const said = await kubectl("--namespace", "flux-system", ...log);
        return said.includes(refusal) ? true : undefined;
      });
      const charts = await kubectl("--namespace", "team-b", "get", "helmcharts", "-o", "name");
      expect(charts).not.toContain("chart-of-b");
    });

    test("a Kustomization puts nothing into another tenant's namespace", async () => {
      const message = cannot("team-a", 'patch resource "configmaps" .* in the namespace "team-b"');
      await flux.refused("Kustomization", "team-a", "stray", message);
    });

    test("a HelmRelease puts nothing into another tenant's namespace", async () => {
      const message = cannot("team-a", 'get resource "services" .* in the namespace "team-b"');
      await flux.refused("HelmRelease", "team-a", "into-b", message);
      const history = cannot("team-a", 'list resource "secrets" .* in the namespace "team-b"');
      await flux.refused("HelmRelease", "team-a", "history-in-b", history);
    });

    test("a chart makes nothing for the whole cluster", async () => {
      const message = cannot("team-a", 'get resource "clusterroles"');
      await flux.refused("HelmRelease", "team-a", "role", message);
      expect(await kubectl("get", "clusterrole", "evil", "--ignore-not-found")).toBe("");
    });

    test("another tenant's Secret is not there to read", async () => {
      const notFound = /secrets "of-b" not found/;
      await flux.refused("HelmRelease", "team-a", "secret-of-b", notFound);
      await flux.refused("Kustomization", "team-a", "substitute-of-b", notFound);
    });
  });
});

test("a namespace of a tenant that the policies do not know may have no source at all", async () => {
  const labels = "labels: {toolkit.fluxcd.io/role: tenant}";
  const kubeconfig = ["--kubeconfig", `${lab.state}/kubeconfigs/one`];
  const pinned = join(locateToolchain().bin, "kubectl");
  const env = { KUBECACHEDIR: join(lab.state, "kube-cache") };
  const create = (input: string, ...args: string[]) =>
    execa(pinned, [...kubeconfig, "create", ...args, "-f", "-"], { input, env, reject: false });
  await create(`apiVersion: v1\nkind: Namespace\nmetadata: {name: stranger, ${labels}}\n`);
  try {
    const allowed = source("GitRepository", "url: http://gitea:3000/stranger/apps.git");
    const { stderr } = await create(allowed, "--namespace", "stranger", "--dry-run=server");
    expect(stderr).toContain('source "http://gitea:3000/stranger/apps.git" is not allowed');
  } finally {
    await kubectl("delete", "namespace", "stranger");
  }
});

describe("with its own credential a tenant's developer", () => {
  test("pushes to its own repository", async () => {
    const { repository, developer } = await tenant("team-a");
    const { exitCode } = await gitAs(developer, repository.url, "ls-remote", "URL");
    expect(exitCode).toBe(0);
    await clone.push({ "notes.md": "a note\n" });
    await clone.restore();
  });

  test("reads the platform's repository and is refused where it pushes to it", async () => {
    const { developer } = await tenant("team-a");
    const { repositories } = await lab.outputs();
    const url = repositories["platform"]?.url ?? "";
    const before = await gitAs(developer, url, "ls-remote", "URL", "main");
    expect([before.exitCode, before.stdout]).toEqual([0, expect.stringContaining("main")]);
    for (const branch of ["main", "of-a-tenant"]) {
      const push = await clone.pushTo(url, branch);
      expect([push.exitCode, push.stderr]).toEqual([1, expect.stringMatching(/permission denied/)]);
    }
    const file = new URL("/api/v1/repos/platform/platform/contents/intruder.md", url);
    expect(await statusOf(developer, file.href, "POST")).toBe(403);
    expect((await gitAs(developer, url, "ls-remote", "URL")).stdout).not.toContain("of-a-tenant");
    expect((await gitAs(developer, url, "ls-remote", "URL", "main")).stdout).toBe(before.stdout);
  });

  test("is refused where it reads the other tenant's", async () => {
    const { developer } = await tenant("team-a");
    const { repository } = await tenant("team-b");
    const { stderr } = await gitAs(developer, repository.url, "ls-remote", "URL");
    expect(stderr).toMatch(/not found/);
    expect(await statusOf(developer, `${repository.url}/info/refs?service=git-upload-pack`)).toBe(
      404,
    );
  });
});

describeTenantNetwork(() => lab);

test("a release is the tenant's own commit and changes nothing of the others", async () => {
  const text = await lab.succeed("release", "6.9.3-lab.1", "--tenant", "team-a", "--json");
  const { tenants } = JSON.parse(text) as { tenants: { name: string; commit: string }[] };
  expect(tenants.map(({ name }) => name)).toEqual(["team-a"]);
  const version = async (name: string) =>
    (await askPodinfo(await lab.podinfoUrl("one", name)))?.version;
  expect(await version("team-a")).toBe("6.9.3-lab.1");
  expect(await version("team-b")).toBe("6.9.2");
  const status = await eventually("team-a to be ready", patience, async () => {
    const { exitCode, stdout } = await lab.run("status", "--tenant", "team-a", "--json");
    return exitCode === 0 ? (JSON.parse(stdout) as Status) : undefined;
  });
  expect(status.clusters[0]?.tenants.map(({ name }) => name)).toEqual(["team-a"]);
  expect(status.clusters[0]?.objects.some(({ namespace }) => namespace === "team-b")).toBe(false);
});

test.each(["git", "helm"])("drift %s is shown and healed at a tenant's app", async (demo) => {
  const text = await lab.succeed("drift", demo, "--tenant", "team-a", "--now", "--json");
  const run = JSON.parse(text) as DriftRun;
  expect(run).toMatchObject({ demo, stopped: null, undone: null });
  expect(run.marks.map(({ stage }) => stage)).toEqual(expect.arrayContaining(["noticed", "equal"]));
  expect((await askPodinfo(await lab.podinfoUrl("one", "team-a")))?.message).toBe(
    "podinfo of team-a in one",
  );
});

test("a tenant more and a tenant less touch nothing of the others", async () => {
  const uid = () => kubectl("get", "namespace", "team-b", "-o", "jsonpath={.metadata.uid}");
  const before = { uid: await uid(), tenant: await tenant("team-b") };
  lab.configure({ tenants: ["team-a", "team-b", "team-c"] });
  const preview = JSON.parse(await lab.succeed("pulumi", "preview", "--json")) as {
    steps: { op: string; urn: string }[];
  };
  const touched = preview.steps
    .filter(({ op }) => op !== "same")
    .map(({ urn }) => urn.split("::").at(-1) ?? "");
  expect(touched.length).toBeGreaterThan(5);
  expect(touched.filter((name) => !/team-c|^lab-platform-seed$|^fluxlab-/.test(name))).toEqual([]);
  await lab.succeed("up");
  const url = await lab.podinfoUrl("one", "team-c");
  expect((await askPodinfo(url))?.message).toBe("podinfo of team-c in one");
  lab.configure({ tenants: ["team-a", "team-b"] });
  await lab.succeed("up", "--yes");
  await noNamespace("team-c");
  expect({ uid: await uid(), tenant: await tenant("team-b") }).toEqual(before);
});

test("the lab becomes one team's and is shared again, with the same Gitea and clusters", async () => {
  const containers = async () => [
    await lab.nodeId("one"),
    (await execa("docker", ["inspect", "--format", "{{.Id}}", `${lab.name}-gitea`])).stdout,
  ];
  const before = await containers();
  lab.configure({ topology: "multi-cluster" });
  const preview = await lab.succeed("pulumi", "preview");
  expect(preview).toMatch(/gitea:index:Repository +lab-tenant-team-a-repository +delete/);
  expect(preview).not.toMatch(/(Container|Volume|Network|Command) +\S+ +(replace|update)/);
  const said = await lab.run("up");
  expect([said.exitCode, said.all]).toEqual([0, expect.stringContaining("podinfo.one.localhost")]);
  const [, bundle = ""] = /team-a\/apps are saved: git clone (\S.*\.bundle)/.exec(said.all) ?? [];
  const { stdout: log } = await execa("git", ["bundle", "list-heads", bundle]);
  expect(log).toContain("refs/heads/main");
  expect(await containers()).toEqual(before);
  expect(JSON.parse(await lab.succeed("status", "--json"))).toMatchObject({ ready: true });
  await noNamespace("team-");
  expect(await kubectl("get", "validatingadmissionpolicies", "-o", "name")).toBe("");

  lab.configure({ topology: "multi-tenancy" });
  await lab.succeed("up");
  expect(await containers()).toEqual(before);
  await othersAreWell();
  await noNamespace("namespace/podinfo");
  await lab.succeed("pulumi", "preview", "--expect-no-changes");
});

test("down keeps people's commits and says where they are", async () => {
  const said = await lab.succeed("down");
  expect(said).toMatch(/Kept: people's commits .*\n {2}\S.*bundles\/team-a-apps-.*\.bundle/);
});

/** HTTP status of a request with somebody's credential. */
async function statusOf(
  { username, token }: { username: string; token: string },
  url: string,
  method: "GET" | "POST" = "GET",
) {
  const authorization = `Basic ${Buffer.from(`${username}:${token}`).toString("base64")}`;
  const headers = { authorization, "content-type": "application/json" };
  const body = JSON.stringify({ content: Buffer.from("x").toString("base64") });
  const request = method === "POST" ? { method, headers, body } : { method, headers };
  return (await fetch(url, request)).status;
}

/** A web server that the cluster reaches, with a ConfigMap. */
async function serveConfigMap(network: string) {
  const format = "{{(index .IPAM.Config 0).Gateway}}";
  const { stdout: host } = await execa("docker", ["network", "inspect", network, "-f", format]);
  const served = { requests: 0, url: "", [Symbol.asyncDispose]: async () => close(server) };
  const server = createServer((_, response) => {
    served.requests += 1;
    response.end("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: from-afar\n");
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  served.url = `http://${host}:${(server.address() as AddressInfo).port}/map.yaml`;
  return served;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

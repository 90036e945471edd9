import { parse } from "yaml";
import { selectFluxManifests } from "../../../components/flux-bootstrap/manifests.ts";
import { webhookUrl } from "../../../components/flux-bootstrap/receiver.ts";
import { deriveSecret } from "../../../components/gitea-server/derived-secret.ts";
import { giteaEnvironment } from "../../../components/gitea-server/environment.ts";
import { slotOf } from "../../../components/k3d-cluster/scripts.ts";
import { clusterColour } from "../../../components/topologies/colour.ts";

interface Deployment {
  metadata: { name: string };
  spec: {
    template: {
      spec: {
        containers: {
          args: string[];
          env: { name: string; value: string }[];
          readinessProbe: object;
        }[];
      };
    };
  };
}

describe("Gitea's environment", () => {
  const environment = giteaEnvironment({ networkSubnet: "10.213.7.0/24" });

  test("lets webhooks go to the lab's network only", () => {
    expect(environment).toContain("GITEA__webhook__ALLOWED_HOST_LIST=10.213.7.0/24");
  });

  test("lets nobody register and asks nobody outside", () => {
    expect(environment).toContain("GITEA__queue__TYPE=channel");
    expect(environment).toContain("GITEA__service__DISABLE_REGISTRATION=true");
    expect(environment).toContain("GITEA__server__OFFLINE_MODE=true");
    expect(environment).toContain("GITEA__cron_0X2E_update_checker__ENABLED=false");
  });

  test("is sorted, so that it never differs by order", () => {
    expect(environment).toEqual([...environment].sort());
  });
});

describe("a derived secret", () => {
  test("is the same for the same purpose and another for another", () => {
    expect(deriveSecret("root", "webhook/a")).toBe(deriveSecret("root", "webhook/a"));
    expect(deriveSecret("root", "webhook/a")).not.toBe(deriveSecret("root", "webhook/b"));
    expect(deriveSecret("other", "webhook/a")).not.toBe(deriveSecret("root", "webhook/a"));
    expect(deriveSecret("root", "webhook/a")).toHaveLength(43);
  });
});

test("the webhook's path is the one that notification-controller computes", () => {
  // sha256("s3cr3t" + "gitea" + "flux-system"), computed with sha256sum.
  const path = "/hook/3614f0b65adc9c145072719e422f86b09daf0ed1801de17d496a341a3500b231";
  const url = webhookUrl("k3d-lab-a-server-0", "s3cr3t", "flux-system");
  expect(url).toBe(`http://k3d-lab-a-server-0:30292${path}`);
  expect(webhookUrl("k3d-lab-a-server-0", "s3cr3t", "team-a")).not.toBe(url);
});

test("the slot is read from the first line of what the create script prints", () => {
  expect(slotOf("# slot: 3\napiVersion: v1\n")).toBe(3);
  expect(() => slotOf("apiVersion: v1\n")).toThrow("printed no slot");
});

test("a cluster's colour is its own and dark enough for white text", () => {
  expect(clusterColour("core-app")).toBe("#34577c");
  expect(clusterColour("spare")).toBe(clusterColour("spare"));
  expect(clusterColour("spare")).not.toBe(clusterColour("other"));
  for (const name of ["spare", "other", "x"]) {
    const channels = clusterColour(name)
      .match(/[0-9a-f]{2}/g)
      ?.map((hex) => parseInt(hex, 16));
    expect(Math.max(...(channels ?? [255]))).toBeLessThan(140);
  }
});

describe("Flux's manifests", () => {
  const deployment = (name: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n` +
    `    spec:\n      containers:\n        - name: manager\n          args: [--log-level=info]\n` +
    `          env: [{ name: RUNTIME_NAMESPACE, value: flux-system }]\n` +
    `          readinessProbe: { httpGet: { path: /, port: http } }\n`;
  const service = (name: string) =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  type: ClusterIP\n`;
  const yaml = [
    "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: flux-system\n",
    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n",
    service("source-controller"),
    service("notification-controller"),
    deployment("helm-controller"),
    deployment("notification-controller"),
    deployment("kustomize-controller"),
    deployment("source-controller"),
  ].join("---\n");

  test("are divided: no namespace, controllers apart from what they need", () => {
    const { foundation, controllers } = selectFluxManifests(yaml, { lockdown: false });
    expect(foundation).toContain("kind: ServiceAccount");
    expect(foundation).not.toMatch(/kind: (Namespace|Deployment)/);
    expect(controllers.match(/kind: Deployment/g)).toHaveLength(4);
  });

  const argumentsOf = (lockdown: boolean) =>
    Object.fromEntries(
      selectFluxManifests(yaml, { lockdown })
        .controllers.split("---\n")
        .map((text) => parse(text) as Deployment)
        .map(({ metadata, spec }) => [metadata.name, spec.template.spec.containers[0]?.args]),
    );

  test("make controllers with dependencies ask again soon", () => {
    const { "helm-controller": helm, "notification-controller": notification } = argumentsOf(false);
    expect(helm).toEqual(["--log-level=info", "--requeue-dependency=200ms"]);
    expect(notification).toEqual(["--log-level=info"]);
  });

  test("have controllers asked every second whether they are ready", () => {
    const { controllers } = selectFluxManifests(yaml, { lockdown: false });
    const probes = controllers
      .split("---\n")
      .map((text) => (parse(text) as Deployment).spec.template.spec.containers[0]?.readinessProbe);
    expect(probes).toEqual(
      Array(4).fill({ httpGet: { path: "/", port: "http" }, periodSeconds: 1 }),
    );
  });

  test("let artifacts be fetched before a probe has found who serves them, and only those", () => {
    const services = selectFluxManifests(yaml, { lockdown: false })
      .foundation.split("---\n")
      .map((text) => parse(text) as { metadata: { name: string }; spec: object })
      .filter(({ metadata }) => metadata.name !== "a");
    expect(services.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      ["source-controller", { type: "ClusterIP", publishNotReadyAddresses: true }],
      ["notification-controller", { type: "ClusterIP" }],
    ]);
  });

  test("lock every controller where namespaces belong to tenants", () => {
    const locked = argumentsOf(true);
    const whoHas = (argument: string) =>
      Object.keys(locked)
        .filter((name) => locked[name]?.includes(argument))
        .sort();
    expect(whoHas("--no-cross-namespace-refs=true")).toEqual([
      "helm-controller",
      "kustomize-controller",
      "notification-controller",
    ]);
    expect(whoHas("--default-service-account=default")).toEqual([
      "helm-controller",
      "kustomize-controller",
    ]);
    expect(whoHas("--no-remote-bases=true")).toEqual(["kustomize-controller"]);
  });

  test("let no kustomization of a tenant fetch files from elsewhere", () => {
    const environmentOf = (lockdown: boolean) =>
      selectFluxManifests(yaml, { lockdown })
        .controllers.split("---\n")
        .map((text) => parse(text) as Deployment)
        .find(({ metadata }) => metadata.name === "kustomize-controller")
        ?.spec.template.spec.containers[0]?.env.map(({ name, value }) => `${name}=${value}`);
    expect(environmentOf(false)).toEqual(["RUNTIME_NAMESPACE=flux-system"]);
    expect(environmentOf(true)).toEqual([
      "RUNTIME_NAMESPACE=flux-system",
      "http_proxy=http://127.0.0.1:9",
      "https_proxy=http://127.0.0.1:9",
      "no_proxy=$(KUBERNETES_SERVICE_HOST)," +
        "source-controller.$(RUNTIME_NAMESPACE).svc.cluster.local.," +
        "notification-controller.$(RUNTIME_NAMESPACE).svc.cluster.local.",
    ]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LabArgs } from "../../../components/lab.ts";

const directory = mkdtempSync(join(tmpdir(), "fluxlab-lab-"));
const fluxManifests = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: a
---
apiVersion: v1
kind: Service
metadata:
  name: source-controller
spec: {}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kustomize-controller
spec:
  template:
    spec:
      containers:
        - name: manager
          args: [--log-level=info]
          env: []
          readinessProbe: {}
`;
const charts = ["6.9.2", "7.0.0"].map((version) => {
  const path = join(directory, `podinfo-${version}.tgz`);
  writeFileSync(path, "a chart");
  return { name: "podinfo", version, path };
});

/** A lab of these clusters, otherwise with the defaults and parts that are there on disk. */
export function labOf(clusters: string[], change: Partial<LabArgs["settings"]> = {}): LabArgs {
  return {
    settings: {
      topology: "multi-cluster",
      clusters,
      tenants: ["team-a"],
      extras: [],
      namePrefix: "lab",
      giteaPort: 3000,
      firstIngressPort: 8081,
      firstApiPort: 6550,
      networkSubnet: "10.213.7.0/24",
      driftCheckInterval: "3m",
      labels: {},
      images: {},
      parts: "",
      versions: {},
      ...change,
    },
    parts: {
      images: { gitea: "gitea:1", node: "node:1", traefik: "traefik:v3" },
      imageArchives: "/archives",
      charts,
      fluxManifests,
    },
  };
}

/** Removes the parts; for afterAll. */
export function removeLabParts(): void {
  rmSync(directory, { recursive: true });
}

import { actionCommand, type Nameable } from "../../../../cli/ui/action-command.ts";
import type { ObjectEntry } from "../../../../cli/ui/entries.ts";

const objectOf = (kind: string, namespace: string, name: string): ObjectEntry =>
  ({ cluster: "one", kind, namespace, name }) as ObjectEntry;
const known: Nameable = {
  lab: {
    ...{ namePrefix: "lab", giteaUrl: "http://127.0.0.1:3000" },
    ...{ clusters: ["one", "two"], tenants: ["team-a"], versions: ["6.9.3", "6.9.2"] },
  },
  objects: [
    objectOf("Kustomization", "flux-system", "apps"),
    objectOf("HelmRelease", "podinfo", "podinfo"),
    objectOf("GitRepository", "flux-system", "flux-system"),
  ],
};
const command = (request: unknown): string => actionCommand(request, known).join(" ");
const apps = { cluster: "one", kind: "Kustomization", namespace: "flux-system", name: "apps" };

test.each([
  [
    { action: "release", version: "6.9.3", clusters: ["one", "two"] },
    "release 6.9.3 --cluster one --cluster two",
  ],
  [
    { action: "rollback", version: "6.9.2", clusters: ["one"], tenants: ["team-a"] },
    "release 6.9.2 --cluster one --tenant team-a",
  ],
  [{ action: "drift", demo: "git", cluster: "one" }, "drift git --cluster one"],
  [
    { action: "drift", demo: "helm", cluster: "two", tenant: "team-a" },
    "drift helm --cluster two --tenant team-a --now",
  ],
  [
    { action: "reconcile", ...apps },
    "flux --cluster one reconcile kustomization apps --namespace flux-system --with-source",
  ],
  [
    { action: "reconcile", ...apps, kind: "GitRepository", name: "flux-system" },
    "flux --cluster one reconcile source git flux-system --namespace flux-system",
  ],
  [
    { action: "suspend", ...apps, kind: "HelmRelease", namespace: "podinfo", name: "podinfo" },
    "flux --cluster one suspend helmrelease podinfo --namespace podinfo",
  ],
  [
    { action: "resume", ...apps },
    "flux --cluster one resume kustomization apps --namespace flux-system",
  ],
])("%j", (request, words) => {
  expect(command(request)).toBe(words);
});

test.each([
  [{ action: "release", version: "--help", clusters: ["one"] }, 'there is no version "--help"'],
  [{ action: "release", version: "6.9.3", clusters: ["--json"] }, 'there is no cluster "--json"'],
  [{ action: "release", version: "6.9.3", clusters: [] }, "there is no such action"],
  [
    { action: "release", version: "6.9.3", clusters: ["one"], tenants: ["team-z"] },
    'there is no tenant "team-z"',
  ],
  [{ action: "drift", demo: "toString", cluster: "one" }, 'there is no demonstration "toString"'],
  [
    { action: "suspend", ...apps, name: "--all" },
    "there is no Kustomization flux-system/--all in one",
  ],
  [
    { action: "suspend", ...apps, cluster: "two" },
    "there is no Kustomization flux-system/apps in two",
  ],
  [{ action: "down" }, "there is no such action"],
  [["down"], "there is no such action"],
  [null, "there is no such action"],
])("refuses %j", (request, why) => {
  expect(() => command(request)).toThrow(why);
});

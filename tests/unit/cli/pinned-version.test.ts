import { pinnedVersion, withPinnedVersion } from "../../../cli/release/pinned-version.ts";

const source = `# What core-app has of its own.
apiVersion: helm.toolkit.fluxcd.io/v2
kind:   HelmRelease
metadata: { name: podinfo,   namespace: podinfo }
spec:
  chart:
    spec:
      version: 6.9.2   # pinned by ./lab release
  values:
    ui: {color: "#34577c"}

    version: 6.9.2
`;

test("only the version scalar changes", () => {
  const released = withPinnedVersion(source, "6.9.3-lab.1", "f");
  expect(released).toBe(
    source.replace("version: 6.9.2   # pinned", "version: 6.9.3-lab.1   # pinned"),
  );
  expect(pinnedVersion(released, "f")).toBe("6.9.3-lab.1");
});

test.each(['"', "'"])("quotes %s stay", (quote) => {
  const quoted = source.replace("version: 6.9.2   #", `version: ${quote}6.9.2${quote} #`);
  expect(withPinnedVersion(quoted, "6.9.3-lab.2", "f")).toContain(
    `version: ${quote}6.9.3-lab.2${quote} #`,
  );
});

test("a flow mapping and CRLF survive", () => {
  const flow =
    "kind: HelmRelease\r\nmetadata: {name: podinfo}\r\nspec: {chart: {spec: {version: 6.9.2, chart: podinfo}}}\r\n";
  expect(withPinnedVersion(flow, "6.9.3-lab.1", "f")).toBe(flow.replace("6.9.2", "6.9.3-lab.1"));
});

test("the HelmRelease is found among other documents", () => {
  const several = `kind: ConfigMap\nspec: {chart: {spec: {version: 1}}}\n---\n${source}`;
  expect(pinnedVersion(several, "f")).toBe("6.9.2");
  expect(withPinnedVersion(several, "7.0.0", "f")).toContain("version: 7.0.0   # pinned");
});

test("a file without a version, or no YAML at all, is refused by name", () => {
  expect(() =>
    pinnedVersion("kind: HelmRelease\nmetadata: {name: podinfo}\n", "apps/a/podinfo.yaml"),
  ).toThrow("apps/a/podinfo.yaml:1: there is no spec.chart.spec.version");
  expect(() => pinnedVersion("a: [", "apps/a/podinfo.yaml")).toThrow(
    "apps/a/podinfo.yaml:1: this is not YAML",
  );
});

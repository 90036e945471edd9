import { parseSettingValues, yamlProblem } from "../../../cli/lab/lab-settings.ts";

const project = `
name: fluxlab
config:
  fluxlab:namePrefix: { type: string, default: fluxlab }
  clusters: { type: array, default: [core-app, dmz-app] }
`;

test("the defaults of Pulumi.yaml count where the stack says nothing", () => {
  expect(parseSettingValues(project, "")).toEqual({
    namePrefix: "fluxlab",
    clusters: ["core-app", "dmz-app"],
  });
});

test("the stack's file counts more", () => {
  const stack = "config:\n  fluxlab:namePrefix: e2e\n  fluxlab:clusters: [one]\n";
  expect(parseSettingValues(project, stack)).toMatchObject({
    namePrefix: "e2e",
    clusters: ["one"],
  });
});

test("numbers and lists that pulumi config set wrote as text are read as what they are", () => {
  const stack = `config:
  fluxlab:giteaPort: "3900"
  fluxlab:clusters: '["a","b"]'
  fluxlab:namePrefix: e2e-1
`;
  expect(parseSettingValues(project, stack)).toEqual({
    giteaPort: 3900,
    clusters: ["a", "b"],
    namePrefix: "e2e-1",
  });
});

test("a stack's file that is no YAML is named with its line", () => {
  expect(
    yamlProblem("config:\n  fluxlab:clusters: [one\n  a: b\n", "Pulumi.x.yaml")?.message,
  ).toMatch(/^Pulumi\.x\.yaml:3 is not YAML: /);
  expect(yamlProblem("config: {}\n", "Pulumi.x.yaml")).toBeUndefined();
});

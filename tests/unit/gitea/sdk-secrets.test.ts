import * as pulumi from "@pulumi/pulumi";

/** Inputs as the engine gets them, by type. */
const registered = new Map<string, Record<string, unknown>>();

const isSecret = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;

const idOf = (resource: pulumi.CustomResource): Promise<string> =>
  new Promise((resolve) => resource.id.apply(resolve));

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.set(type, inputs as Record<string, unknown>);
      return { id: name, state: inputs as Record<string, unknown> };
    },
    call: () => ({}),
  });
});

test("credentials given in plain text are sent as secrets", async () => {
  const gitea = await import("../../../packages/gitea/index.ts");
  const provider = new gitea.Provider("p", {
    baseUrl: "http://gitea.invalid",
    username: "admin",
    password: "s3cret-s3cret",
    token: "t0ken-t0ken",
  });
  const user = new gitea.User("u", { username: "u", password: "s3cret-s3cret" }, { provider });
  const hook = new gitea.RepositoryWebhook("w", {
    owner: "o",
    repository: "r",
    url: "http://flux.invalid/hook",
    secret: "s3cret-s3cret",
    authorizationHeader: "Bearer s3cret",
  });
  await Promise.all([provider, user, hook].map(idOf));

  const secretsOf = (type: string) =>
    Object.entries(registered.get(type) ?? {})
      .filter(([, value]) => isSecret(value))
      .map(([name]) => name)
      .sort();
  expect(secretsOf("pulumi:providers:gitea")).toEqual(["password", "token"]);
  expect(secretsOf("gitea:index:User")).toEqual(["password"]);
  expect(secretsOf("gitea:index:RepositoryWebhook")).toEqual(["authorizationHeader", "secret"]);
});

test("outputs exist before the resource is registered", async () => {
  const gitea = await import("../../../packages/gitea/index.ts");
  const token = new gitea.AccessToken("t", { username: "u", name: "n", scopes: ["all"] });
  expect(pulumi.Output.isInstance(token.token)).toBe(true);
  await idOf(token);
});

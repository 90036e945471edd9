import { path } from "../../../packages/gitea/provider/client.ts";
import { fakeGitea } from "./fake-gitea.ts";

test("escapes what is put into a path", () => {
  expect(path`/api/v1/rules/${"release/*"}/${3}`).toBe("/api/v1/rules/release%2F*/3");
});

test("signs in with every request", async () => {
  await using gitea = await fakeGitea(() => [200, { version: "1" }]);
  expect(await gitea.client.find("/api/v1/version")).toEqual({ version: "1" });
  expect(gitea.received[0]).toMatchObject({
    what: "GET /api/v1/version",
    authorization: `Basic ${Buffer.from("admin:hunter2-hunter2").toString("base64")}`,
  });
});

test("finds nothing where Gitea has nothing", async () => {
  await using gitea = await fakeGitea(() => [404, { message: "no" }]);
  expect(await gitea.client.find("/api/v1/x")).toBeUndefined();
  expect(await gitea.client.findAll("/api/v1/x")).toBeUndefined();
  await expect(gitea.client.delete("/api/v1/x")).resolves.toBeUndefined();
});

test("reads a list to its end", async () => {
  const all = Array.from({ length: 70 }, (_, index) => index);
  await using gitea = await fakeGitea(({ what }) => [
    200,
    what.endsWith("page=1&limit=50") ? all.slice(0, 50) : all.slice(50),
  ]);
  expect(await gitea.client.findAll("/api/v1/x")).toEqual(all);
});

test("an error has the request, the status and the reason, but neither body nor credential", async () => {
  await using gitea = await fakeGitea(() => [422, { message: "user already exists [name: x]" }]);
  const sent = gitea.client.send("POST", "/api/v1/admin/users", { password: "s3cret-s3cret" });
  const error = (await sent.catch((reason: unknown) => reason)) as Error;
  expect(error.message).toBe(
    "Gitea refused POST /api/v1/admin/users: 422 user already exists [name: x]",
  );
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/s3cret|hunter2/);
});

test("a refused credential comes with what to check", async () => {
  await using gitea = await fakeGitea(() => [401, { message: "invalid username, password" }]);
  await expect(gitea.client.find("/api/v1/user")).rejects.toThrow(
    "check the provider's username and password, or its token",
  );
});

test("does not wait for ever", async () => {
  await using gitea = await fakeGitea(() => "silence", 50);
  await expect(gitea.client.find("/api/v1/slow")).rejects.toThrow(
    /did not answer GET \/api\/v1\/slow: no answer within 0.05 s; is it running/,
  );
});

test("says where it found nobody", async () => {
  const gitea = await fakeGitea(() => [200]);
  await gitea[Symbol.asyncDispose]();
  await expect(gitea.client.find("/api/v1/x")).rejects.toThrow(
    /^Gitea at http:\/\/127.0.0.1:\d+ did not answer GET \/api\/v1\/x: .*ECONNREFUSED/,
  );
});

import { connectionFrom } from "../../../packages/gitea/provider/connection.ts";

test("a username with its password signs in with both", () => {
  const configuration = { baseUrl: "http://localhost:3000/", username: "a", password: "b:c" };
  expect(connectionFrom(configuration)).toEqual({
    baseUrl: "http://localhost:3000",
    username: "a",
    authorization: `Basic ${Buffer.from("a:b:c").toString("base64")}`,
  });
});

test("a token is enough", () => {
  const { authorization } = connectionFrom({ baseUrl: "https://git.invalid/sub", token: "t" });
  expect(authorization).toBe("token t");
});

test("all problems come in one error", () => {
  expect(() => connectionFrom({ baseUrl: "ftp://x", username: "a" })).toThrow(
    /baseUrl is not an http or https URL.*; there is neither a token nor a username/,
  );
});

test("a credential in the URL is refused without repeating it", () => {
  const configure = () => connectionFrom({ baseUrl: "http://a:hunter2@x.invalid", token: "t" });
  expect(configure).toThrow("baseUrl contains a credential");
  expect(configure).not.toThrow("hunter2");
});

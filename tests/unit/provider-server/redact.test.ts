import { redacted } from "../../../packages/provider-server/redact.ts";

it("replaces a secret, the value of a variable and each long line", () => {
  const secrets = ["hunter2", "TOKEN=abcdef", "first line of a key\nshort"];
  const text = "hunter2; abcdef; first line of a key; short";
  expect(redacted(text, secrets)).toBe("[secret]; [secret]; [secret]; short");
});

it("replaces the longer of two secrets first", () => {
  expect(redacted("password1", ["password", "password1"])).toBe("[secret]");
});

it("leaves alone what is too short to be told from a word", () => {
  expect(redacted("yes, 1 of 1", ["yes", "1", ""])).toBe("yes, 1 of 1");
});

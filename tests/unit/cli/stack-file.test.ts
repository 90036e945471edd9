import { withoutSalt } from "../../../cli/stack/stack-file.ts";

test("a file with nothing but the salt goes", () => {
  expect(withoutSalt("encryptionsalt: v1:abc=:v1:def==\n")).toBeUndefined();
  expect(withoutSalt("encryptionsalt: v1:abc\nconfig: {}\n")).toBeUndefined();
  expect(withoutSalt("")).toBeUndefined();
});

test("settings stay exactly as they were written", () => {
  const settings = "config:\n  # three are enough\n  fluxlab:clusters: [a,   b]\n";
  expect(withoutSalt(`encryptionsalt: v1:abc\n${settings}`)).toBe(settings);
  expect(withoutSalt(settings)).toBe(settings);
});

test("a comment is a reason to keep the file", () => {
  expect(withoutSalt("# mine\nencryptionsalt: v1:abc\n")).toBe("# mine\n");
});

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutNewSalt, withoutSalt } from "../../../cli/stack/stack-file.ts";

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

describe("what Pulumi writes into the stack's file", () => {
  const directory = mkdtempSync(join(tmpdir(), "fluxlab-stack-file-"));
  const path = join(directory, "Pulumi.local.yaml");
  const salt = "encryptionsalt: v1:abc\n";
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test("is taken out again, also when Pulumi fails, and the rest stays", async () => {
    writeFileSync(path, "# mine\nconfig: {}\n");
    const failing = withoutNewSalt(path, () => {
      writeFileSync(path, `# mine\nconfig:\n  fluxlab:topology: multi-tenancy\n${salt}`);
      return Promise.reject(new Error("no"));
    });
    await expect(failing).rejects.toThrow("no");
    expect(readFileSync(path, "utf8")).toBe("# mine\nconfig:\n  fluxlab:topology: multi-tenancy\n");
  });

  test("stays when it was there before: somebody committed it", async () => {
    writeFileSync(path, salt);
    await withoutNewSalt(path, () => Promise.resolve());
    expect(readFileSync(path, "utf8")).toBe(salt);
  });

  test("goes with a file that was made for it", async () => {
    rmSync(path);
    await withoutNewSalt(path, () => {
      writeFileSync(path, salt);
      return Promise.resolve();
    });
    expect(existsSync(path)).toBe(false);
  });
});

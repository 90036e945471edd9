// Everything is compiled to CommonJS for jest, ESM-only dependencies too: its own ESM support is
// still behind a Node flag.
const common = {
  testEnvironment: "node",
  transform: { "^.+\\.[cm]?[jt]s$": ["@swc/jest", { module: { type: "commonjs" } }] },
  transformIgnorePatterns: ["/node_modules/(@swc|typescript|@pulumi/(pulumi|kubernetes|docker|command))/"],
};

export default {
  projects: [
    { ...common, displayName: "unit", testMatch: ["<rootDir>/tests/unit/**/*.test.ts"] },
    {
      ...common,
      displayName: "e2e",
      testMatch: ["<rootDir>/tests/e2e/**/*.test.ts"],
      // The lab comes up once per suite; each step has a limit of its own.
      testTimeout: 15 * 60_000,
    },
  ],
};

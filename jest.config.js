// Everything is compiled to CommonJS for jest, ESM-only dependencies too: jest's own ESM support
// still hides behind a flag of Node's.
const common = {
  testEnvironment: "node",
  transform: {
    "^.+\\.[cm]?[jt]s$": [
      "@swc/jest",
      { jsc: { target: "es2023", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  // execa's libraries name what they export for `import` only.
  moduleNameMapper: {
    "^unicorn-magic$": "<rootDir>/node_modules/unicorn-magic/node.js",
  },
  // Already CommonJS, and large.
  transformIgnorePatterns: [
    "/node_modules/(@swc|typescript|google-protobuf|@grpc|@pulumi/(pulumi|kubernetes|docker|command))/",
  ],
};

export default {
  maxWorkers: 2,
  // A busy machine is slow; what a test waits for has limits of its own.
  testTimeout: 30_000,
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: [
        "<rootDir>/tests/unit/**/*.test.ts",
        "<rootDir>/toolchain/from-source/tests/**/*.test.ts",
      ],
    },
    { ...common, displayName: "e2e", testMatch: ["<rootDir>/tests/e2e/**/*.test.ts"] },
    { ...common, displayName: "networked", testMatch: ["<rootDir>/tests/networked/*.test.ts"] },
  ],
};

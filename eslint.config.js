import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Forbids imports in a part of the project: regular expressions of paths, each with the reason. */
function room(files, forbidden) {
  const patterns = Object.entries(forbidden).map(([regex, message]) => ({ regex, message }));
  return { files, rules: { "no-restricted-imports": ["error", { patterns }] } };
}

export default tseslint.config(
  { ignores: ["node_modules/", ".lab/", "coverage/", "toolchain/from-source/modules/"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      curly: "error",
      eqeqeq: "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    // Node runs these as they are; tests are compiled first.
    files: ["index.ts", "{cli,components,gitops-repo,packages,toolchain}/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "VariableDeclaration[kind=/using$/]", message: "Node 22 does not know using." },
      ],
    },
  },
  {
    // Pulumi resources register themselves when constructed.
    files: ["index.ts", "components/**/*.ts"],
    rules: { "no-new": "off" },
  },
  // Three rooms, and the doors between them: docs/architecture.md.
  room(["index.ts", "components/**/*.ts", "gitops-repo/**/*.ts"], {
    "(^|/)(cli|toolchain)/":
      "The program stands alone: it knows neither command line nor toolchain.",
  }),
  room(["cli/**/*.ts"], {
    "/from-source/": "Building from source is a lane of the toolchain's own.",
  }),
  room(["toolchain/**/*.ts"], {
    "(^|/)cli/": "The toolchain does not know the command line.",
    // Both rooms go out through the same proxies, keep things in one cache and ask one Docker.
    "(^|/)components/(?!parts/(outgoing|cache)\\.ts$)":
      "The toolchain does not know the program, but for its way out and its cache.",
  }),
  room(["toolchain/*.ts", "toolchain/!(from-source)/**/*.ts"], {
    "(^|/)cli/": "The toolchain does not know the command line.",
    "(^|/)components/(?!parts/(outgoing|cache)\\.ts$)":
      "The toolchain does not know the program, but for its way out and its cache.",
    "/from-source/": "Only lanes/lanes.ts loads from-source, when it is asked for.",
  }),
  { files: ["**/*.js"], extends: [tseslint.configs.disableTypeChecked] },
  // Its own tsconfig knows what a browser has.
  { files: ["cli/ui/page/*.js"], rules: { "no-undef": "off" } },
);

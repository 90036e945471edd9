import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", ".lab/", "coverage/", "toolchain/modules/"] },
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
  { files: ["**/*.js"], extends: [tseslint.configs.disableTypeChecked] },
);

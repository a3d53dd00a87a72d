import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import { noArrayTruthiness } from "./scripts/lint/no-array-truthiness.mjs";
import {
  dynamicProviderRoots,
  ignoredErrors,
  impureModules,
  modulesOutsideTargets,
  providerRoots,
  unrunTests,
  unvalidatedSynth,
} from "./scripts/lint/restrictions.mjs";
import { terraformInConstructs } from "./scripts/lint/terraform-in-constructs.mjs";

const nodeGlobals = ["Buffer", "URL", "clearTimeout", "console", "process", "setTimeout"];
const commonJsGlobals = ["__dirname", "__filename", "exports", "module", "require"];

/** What of `constructs/` knows a target. */
const targets = [
  "constructs/{host,docker,aws,terraform}/**/*.ts",
  "constructs/!(policy)/{host,docker,aws}/**/*.ts",
];

const readonly = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

export default defineConfig(
  globalIgnores(["dist/", "coverage/", "**/cdktf.out/", "**/.cachefort/"]),
  {
    name: "cachefort/everywhere",
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-cond-assign": "error",
      "no-constant-condition": ["error", { checkLoops: "allExceptWhileTrue" }],
      "no-debugger": "error",
      "no-fallthrough": "error",
      "no-self-compare": "error",
      "no-unsafe-finally": "error",
      "no-unreachable-loop": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-imports": ["error", { patterns: [providerRoots] }],
      "no-restricted-syntax": [
        "error",
        dynamicProviderRoots,
        unvalidatedSynth,
        ...ignoredErrors,
        ...unrunTests,
      ],
    },
  },
  {
    name: "cachefort/javascript",
    files: ["**/*.{js,mjs,cjs}"],
    languageOptions: { globals: readonly(nodeGlobals) },
    rules: { "no-undef": "error", "no-unused-vars": "error" },
  },
  {
    name: "cachefort/commonjs",
    files: ["**/*.{js,cjs}"],
    languageOptions: { sourceType: "commonjs", globals: readonly(commonJsGlobals) },
  },
  {
    name: "cachefort/typescript",
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: {
      cachefort: {
        rules: {
          "no-array-truthiness": noArrayTruthiness,
          "terraform-in-constructs": terraformInConstructs,
        },
      },
    },
    rules: {
      "cachefort/no-array-truthiness": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/strict-boolean-expressions": [
        "error",
        { allowString: false, allowNumber: false, allowNullableObject: true },
      ],
      // A method of an interface returns a promise also where one implementation has nothing to await.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    name: "cachefort/pure-core",
    files: ["constructs/**/*.ts"],
    // Of policy all but the aspect is pure: rules are texts about a target, not the target.
    ignores: [...targets, "constructs/policy/policy-aspect.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [providerRoots, ...impureModules] }],
    },
  },
  {
    name: "cachefort/targets",
    files: targets,
    rules: {
      "cachefort/terraform-in-constructs": "error",
      "no-restricted-imports": ["error", { patterns: [providerRoots, ...modulesOutsideTargets] }],
    },
  },
  {
    name: "cachefort/files-of-the-kit",
    files: ["constructs/terraform/node-program.ts", "constructs/terraform/kit-root.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [providerRoots] }] },
  },
  {
    name: "cachefort/tests",
    files: ["test/**/*.ts"],
    rules: {
      // Jest types its asymmetric matchers (`expect.stringContaining`) as `any`.
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
  {
    name: "cachefort/template",
    files: ["test/support/template.ts"],
    rules: {
      "no-restricted-syntax": ["error", dynamicProviderRoots, ...ignoredErrors, ...unrunTests],
    },
  },
);

/** Options that every project shares: jest takes none of them from the top level. */
const shared = {
  rootDir: __dirname,
  testEnvironment: "node",
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
  modulePathIgnorePatterns: ["<rootDir>/(dist|cdktf\\.out|\\.cachefort)/"],
  testPathIgnorePatterns: ["/node_modules/", "/cdktf\\.out/", "/\\.cachefort/"],
};

module.exports = {
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: [
        ...shared.testPathIgnorePatterns,
        "<rootDir>/test/(stacks|terraform|e2e)/",
      ],
    },
    { ...shared, displayName: "snapshots", testMatch: ["<rootDir>/test/stacks/**/*.test.ts"] },
    {
      ...shared,
      displayName: "validate",
      testMatch: ["<rootDir>/test/terraform/*.test.ts"],
      setupFilesAfterEnv: ["<rootDir>/test/support/slow.ts"],
    },
    {
      ...shared,
      displayName: "aws",
      testMatch: ["<rootDir>/test/terraform/aws/**/*.test.ts"],
      setupFilesAfterEnv: ["<rootDir>/test/support/slow.ts"],
    },
    {
      ...shared,
      displayName: "e2e",
      testMatch: ["<rootDir>/test/e2e/**/*.test.ts"],
      setupFilesAfterEnv: ["<rootDir>/test/support/slow.ts"],
    },
  ],
};

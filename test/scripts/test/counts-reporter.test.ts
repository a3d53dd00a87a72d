import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../support/cachefort";

const folder = mkdtempSync(join(tmpdir(), "cachefort-counts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("counts a test that failed with an error of child_process, which refers to itself", () => {
  writeFileSync(
    join(folder, "sample.test.js"),
    `const { execFileSync } = require("node:child_process");
     it("passes", () => undefined);
     it("fails", () => void execFileSync("/nowhere/program"));`,
  );
  const file = join(folder, "counts.json");
  const reporter = join(ROOT, "scripts/test/counts-reporter.mjs");
  const jest = join(ROOT, "node_modules/jest/bin/jest.js");
  const { status } = spawnSync(
    process.execPath,
    [jest, "--ci", "--config", "{}", "--rootDir", folder, "--reporters", reporter],
    { env: { ...process.env, CACHEFORT_JEST_COUNTS: file }, timeout: 30_000 },
  );
  expect(status).toBe(1);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
  });
}, 30_000);

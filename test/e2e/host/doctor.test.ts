import { isAbsolute } from "node:path";
import {
  PREREQUISITES,
  type PrerequisiteReport,
} from "../../../operate/prerequisites/prerequisite";
import { cachefort } from "../../support/cachefort";

test("doctor finds every real program suitable, and ends with 0", async () => {
  const { code, stdout, stderr } = await cachefort("doctor");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(PREREQUISITES.length);
  for (const line of lines) expect(line).toMatch(/^ok {9}\S/);
});

test("doctor --json names where each was found, and its version", async () => {
  const { stdout } = await cachefort("doctor", "--json");
  const report = JSON.parse(stdout) as PrerequisiteReport;
  expect(report).toMatchObject({ isComplete: true, fix: [] });
  expect(report.prerequisites.map(({ name }) => name)).toEqual(PREREQUISITES);
  expect(report.prerequisites.filter(({ path }) => !isAbsolute(path ?? ""))).toEqual([]);
  const versions = report.prerequisites.filter(({ version }) => version !== undefined);
  expect(versions.map(({ name }) => name)).toEqual([
    "redis-server",
    "redis-cli",
    "memcached",
    "terraform",
  ]);
});

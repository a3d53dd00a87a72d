import { spawn } from "node:child_process";
import { once } from "node:events";
import { processStart } from "../../../bench/support/process-start";

/** The kernel's clock ticks every 10 ms, and the uptime is told in as coarse steps. */
const PRECISION_MS = 20;

test("a process started between the moments before and after it was made", async () => {
  const before = performance.now();
  const child = spawn("sleep", ["60"]);
  try {
    await once(child, "spawn");
    const after = performance.now();
    const start = processStart(child.pid ?? NaN);
    expect(start).toBeGreaterThan(before - PRECISION_MS);
    expect(start).toBeLessThan(after + PRECISION_MS);
  } finally {
    child.kill("SIGKILL");
  }
});

test("a process that is not there has no start", () => {
  expect(() => processStart(2 ** 30)).toThrow("ENOENT");
});

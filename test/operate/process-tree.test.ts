import { spawn } from "node:child_process";
import { once } from "node:events";
import { until } from "../../operate/host/until";
import { findDescendant, waitForGroup } from "../../operate/process-tree";

test("a group lasts as long as any of its processes, also when its leader has ended", async () => {
  const leader = spawn("sh", ["-c", "sleep 0.6 & exit 0"], { detached: true, stdio: "ignore" });
  await once(leader, "exit");
  const start = performance.now();
  expect(await waitForGroup(leader.pid ?? 0, 100)).toBe(false);
  expect(await waitForGroup(leader.pid ?? 0, 5000)).toBe(true);
  expect(performance.now() - start).toBeGreaterThan(300);
});

test("a descendant is found by the name of its program, at any depth", async () => {
  const top = spawn("sh", ["-c", "sh -c 'sleep 30; :'; :"], { detached: true, stdio: "ignore" });
  const pid = top.pid ?? 0;
  try {
    let found: number | undefined;
    expect(await until(5000, () => (found = findDescendant(pid, "sleep")) !== undefined)).toBe(
      true,
    );
    expect(found).not.toBe(pid);
    expect(findDescendant(pid, "terraform")).toBeUndefined();
    expect(findDescendant(found ?? 0, "sleep")).toBeUndefined();
  } finally {
    process.kill(-pid, "SIGKILL");
  }
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../../operate/host/lock";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cachefort-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a held lock keeps others out, with the holder's pid in the message", async () => {
  const file = join(folder, "lock");
  await withLock(file, 0, async () => {
    await expect(withLock(file, 50, async () => undefined)).rejects.toMatchObject({
      code: "HOST_LOCKED",
      exitCode: 3,
      detail: { received: expect.stringMatching(new RegExp(`^${process.pid} `)) },
    });
  });
  await expect(withLock(file, 0, async () => "free again")).resolves.toBe("free again");
});

test("is given back when the action fails, and nothing is left behind", async () => {
  const file = join(folder, "lock");
  const failing = withLock(file, 0, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(readdirSync(folder)).toEqual([]);
});

test("the lock of a process that is gone counts as free", async () => {
  const file = join(folder, "lock");
  writeFileSync(file, `${process.pid} an earlier start\n`);
  await expect(withLock(file, 1000, async () => "taken")).resolves.toBe("taken");
});

test("of many that want it at once, one works at a time", async () => {
  const file = join(folder, "lock");
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 10 }, () =>
      withLock(file, 10_000, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
});

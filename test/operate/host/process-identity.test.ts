import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  isAlive,
  parseIdentity,
  startOf,
  startTicks,
} from "../../../operate/host/process-identity";
import { until } from "../../../operate/host/until";

test("this process is alive", () => {
  const started = startOf(process.pid);
  expect(started).toMatch(/.+/);
  expect(isAlive({ pid: process.pid, started: started ?? "" })).toBe(true);
});

test("a process that merely got the pid is not the one that was recorded", () => {
  expect(isAlive({ pid: process.pid, started: "another start" })).toBe(false);
});

test("a process of another user than the recorded one does not count", () => {
  const started = startOf(process.pid) ?? "";
  const uid = process.getuid?.() ?? 0;
  expect(isAlive({ pid: process.pid, started, uid })).toBe(true);
  expect(isAlive({ pid: process.pid, started, uid: uid + 1 })).toBe(false);
});

test("a process that ended is not alive", async () => {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const identity = { pid: child.pid ?? 0, started: startOf(child.pid ?? 0) ?? "" };
  expect(isAlive(identity)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "close");
  expect(isAlive(identity)).toBe(false);
});

test("a zombie counts as dead", async () => {
  // The shell becomes a sleep that never waits for the child it had before.
  const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 60"]);
  try {
    const [pid] = (await once(parent.stdout, "data")) as [Buffer];
    const child = Number(pid.toString());
    expect(startOf(child)).toMatch(/.+/);
    expect(await until(5000, () => startOf(child) === undefined)).toBe(true);
    // The process table still holds it.
    expect(() => process.kill(child, 0)).not.toThrow();
  } finally {
    parent.kill("SIGKILL");
    await once(parent, "close");
  }
});

test.each([
  ["runs", "S", 5, "777"],
  ["is a zombie whose threads still hold its ports", "Z", 2, "777"],
  ["is a zombie", "Z", 1, undefined],
  ["is dead", "X", 1, undefined],
])("a process that %s", (_what, state, threads, expected) => {
  const before = "1 1 1 0 -1 4194560 100 0 0 0 1 2 0 0 20 0";
  expect(startTicks(`42 (mem) cached) ${state} ${before} ${threads} 0 777 1000 10`)).toBe(expected);
});

test.each([
  ["42 boot:77\n", { pid: 42, started: "boot:77" }],
  ["42 Tue Nov 24 18:00:00 2026\n", { pid: 42, started: "Tue Nov 24 18:00:00 2026" }],
  ["", undefined],
  ["42", undefined],
  ["x y", undefined],
])("record %j", (text, identity) => {
  expect(parseIdentity(text)).toEqual(identity);
});

describe("where there is no /proc", () => {
  const { platform } = process;
  beforeAll(() => Object.defineProperty(process, "platform", { value: "darwin" }));
  afterAll(() => Object.defineProperty(process, "platform", { value: platform }));

  test("a process is known by what ps says of it", async () => {
    const child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    const pid = child.pid ?? 0;
    const identity = { pid, started: startOf(pid) ?? "", uid: process.getuid?.() ?? 0 };
    expect(identity.started).toMatch(/^\w+ \w+ \d+ \d\d:\d\d:\d\d \d{4}$/);
    expect(isAlive(identity)).toBe(true);
    expect(isAlive({ ...identity, started: "Thu Jan 1 00:00:00 1970" })).toBe(false);
    expect(isAlive({ ...identity, uid: identity.uid + 1 })).toBe(false);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(isAlive(identity)).toBe(false);
  });

  test("the node runner's record is read as it was written", () => {
    const started = execFileSync(
      "sh",
      ["-c", `LC_ALL=C TZ=UTC ps -o lstart= -p ${process.pid} | tr -s ' ' | sed 's/^ //; s/ $//'`],
      { encoding: "utf8" },
    );
    const identity = parseIdentity(`${process.pid} ${started}`);
    expect(identity !== undefined && isAlive(identity)).toBe(true);
  });
});

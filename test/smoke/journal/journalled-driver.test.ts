import type { TargetDriver } from "../../../smoke/driver";
import type { NodeState } from "../../../smoke/journal/entry";
import { journalled } from "../../../smoke/journal/journalled-driver";
import { scratchJournal } from "../../support/scratch-journal";

const REF = "cf-ci-sessions-0-0";
const MANIFEST = { name: "sessions", nodes: [{ id: "0-0", ref: REF }] };

/** A driver that tells what stands in the journal while it works, and fails where it is told to. */
function setUp(failing?: keyof TargetDriver) {
  const journal = scratchJournal();
  const during: string[] = [];
  const does = (name: keyof TargetDriver) => async (): Promise<void> => {
    during.push(`${name}: ${states().join(",")}`);
    if (name === failing) throw new Error("refused");
  };
  const states = (): NodeState[] =>
    journal.entries().flatMap((entry) => (entry.kind === "node" ? [entry.state] : []));
  const names = [
    "kill",
    "stop",
    "start",
    "pause",
    "resume",
    "disconnect",
    "reconnect",
    "isolate",
    "restoreNetwork",
    "fillDisk",
    "freeDisk",
    "layCertificate",
    "removeCertificate",
  ] as const;
  const driver = Object.fromEntries(
    names.map((name) => [name, does(name)]),
  ) as unknown as TargetDriver;
  return { driver: journalled(driver, journal, MANIFEST), during, journal, states };
}

const pairs = [
  ["kill", "start", "down"],
  ["stop", "start", "down"],
  ["pause", "resume", "paused"],
  ["disconnect", "reconnect", "disconnected"],
  ["isolate", "restoreNetwork", "isolated"],
  ["fillDisk", "freeDisk", "disk filled"],
  ["layCertificate", "removeCertificate", "with another certificate"],
] as const;

/** Calls what a pair names; only two ask for more than the node. */
function does(
  driver: TargetDriver,
  name: (typeof pairs)[number][0 | 1],
): Promise<unknown> | undefined {
  if (name === "isolate") return driver.isolate?.(REF, { peers: [], whom: "peers" });
  if (name === "layCertificate") return driver.layCertificate?.(REF, "a certificate");
  return driver[name]?.(REF);
}

test.each(pairs)(
  "%s is noted before it is done, and until %s has undone it",
  async (fault, undo, state) => {
    const { driver, during, journal, states } = setUp();
    await does(driver, fault);
    expect(during).toEqual([`${fault}: ${state}`]);
    expect(journal.entries()).toEqual([
      { kind: "node", subject: "sessions", node: "0-0", ref: REF, state },
    ]);
    await does(driver, undo);
    expect(during.at(-1)).toBe(`${undo}: ${state}`);
    expect(states()).toEqual([]);
  },
);

test.each(pairs)("a %s or a %s that fails stays noted", async (fault, undo, state) => {
  const one = setUp(fault);
  await expect(does(one.driver, fault)).rejects.toThrow("refused");
  expect(one.states()).toEqual([state]);
  const other = setUp(undo);
  await does(other.driver, fault);
  await expect(does(other.driver, undo)).rejects.toThrow("refused");
  expect(other.states()).toEqual([state]);
});

test("a node that was disconnected stands with what another driver needs to reconnect it", async () => {
  const journal = scratchJournal();
  const place = [{ network: "cf-ci-sessions", address: "172.28.0.2" }];
  const places: unknown[] = [];
  const driver = {
    placeOf: () => Promise.resolve(place),
    disconnect: () => Promise.resolve(),
    reconnect: (_: string, given: unknown) => Promise.resolve(void places.push(given)),
  } as unknown as TargetDriver;
  const wrapped = journalled(driver, journal, MANIFEST);
  await wrapped.disconnect?.(REF);
  expect(journal.entries()).toMatchObject([{ state: "disconnected", place }]);
  await wrapped.reconnect?.(REF, place);
  expect([places, journal.entries()]).toEqual([[place], []]);
});

test("limits stand as they were before the first change, until they are back", async () => {
  const journal = scratchJournal();
  const before = { memoryBytes: 2 ** 28, restart: "on-failure:5" };
  let now = before;
  const driver = {
    limits: () => Promise.resolve(now),
    setLimits: (_: string, limits: typeof before) => Promise.resolve(void (now = limits)),
  } as unknown as TargetDriver;
  const wrapped = journalled(driver, journal, MANIFEST);
  await wrapped.setLimits?.(REF, { memoryBytes: 2 ** 26, restart: "no" });
  await wrapped.setLimits?.(REF, { memoryBytes: 2 ** 25, restart: "no" });
  expect(journal.entries()).toEqual([
    { kind: "limits", subject: "sessions", node: "0-0", ref: REF, before },
  ]);
  await wrapped.setLimits?.(REF, before);
  expect([now, journal.entries()]).toEqual([before, []]);
});

test("a login stands until it is taken away again, whatever its password was meanwhile", async () => {
  const journal = scratchJournal();
  const driver = { setLogin: () => Promise.resolve() } as unknown as TargetDriver;
  const wrapped = journalled(driver, journal, MANIFEST);
  await wrapped.setLogin?.(REF, "cf-smoke-ab", "former");
  await wrapped.setLogin?.(REF, "cf-smoke-ab", "next");
  const entry = { kind: "login", subject: "sessions", node: "0-0", ref: REF, user: "cf-smoke-ab" };
  expect(journal.entries()).toEqual([entry]);
  expect(JSON.stringify(journal.entries())).not.toMatch(/former|next/);
  await wrapped.setLogin?.(REF, "cf-smoke-ab", undefined);
  expect(journal.entries()).toEqual([]);
});

test("each fault of a node has its own undo", async () => {
  const { driver, states } = setUp();
  await driver.pause(REF);
  await driver.kill(REF);
  expect(states()).toEqual(["paused", "down"]);
  await driver.start(REF);
  expect(states()).toEqual(["paused"]);
});

test("a target that cannot disconnect does not seem to", () => {
  const driver = { kill: () => Promise.resolve() } as unknown as TargetDriver;
  const wrapped = journalled(driver, scratchJournal(), MANIFEST);
  expect(wrapped).not.toHaveProperty("disconnect");
  expect(wrapped).not.toHaveProperty("openLog");
});

test("what a service runs, it repairs by itself", () => {
  const driver = { service: {} } as unknown as TargetDriver;
  expect(journalled(driver, scratchJournal(), MANIFEST)).toBe(driver);
});

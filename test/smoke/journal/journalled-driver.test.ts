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
  const names = ["kill", "stop", "start", "pause", "resume", "disconnect", "reconnect"] as const;
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
] as const;

test.each(pairs)(
  "%s is noted before it is done, and until %s has undone it",
  async (fault, undo, state) => {
    const { driver, during, journal, states } = setUp();
    await driver[fault]?.(REF);
    expect(during).toEqual([`${fault}: ${state}`]);
    expect(journal.entries()).toEqual([
      { kind: "node", subject: "sessions", node: "0-0", ref: REF, state },
    ]);
    await driver[undo]?.(REF);
    expect(during.at(-1)).toBe(`${undo}: ${state}`);
    expect(states()).toEqual([]);
  },
);

test.each(pairs)("a %s or a %s that fails stays noted", async (fault, undo, state) => {
  const one = setUp(fault);
  await expect(one.driver[fault]?.(REF)).rejects.toThrow("refused");
  expect(one.states()).toEqual([state]);
  const other = setUp(undo);
  await other.driver[fault]?.(REF);
  await expect(other.driver[undo]?.(REF)).rejects.toThrow("refused");
  expect(other.states()).toEqual([state]);
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

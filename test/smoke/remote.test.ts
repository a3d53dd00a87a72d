import fc from "fast-check";
import { loadManifest } from "../../clients/manifest-file";
import { EventReader, EventWriter } from "../../smoke/remote/event-lines";
import { EventReporter, Replay, type RunEvent } from "../../smoke/remote/events";
import { readOrder, writeOrder } from "../../smoke/remote/order";
import type { CheckResult, RunReport } from "../../smoke/report";
import { Reporters } from "../../smoke/reporter";
import { JsonReporter } from "../../smoke/reporters/json";
import { JunitReporter } from "../../smoke/reporters/junit";
import { ListReporter } from "../../smoke/reporters/list";
import { ProgressReporter } from "../../smoke/reporters/progress";
import { codedError } from "../support/coded";

function linesOf(events: readonly RunEvent[]): string[] {
  const lines: string[] = [];
  const writer = new EventWriter((line) => void lines.push(line));
  for (const event of events) writer.tell(event);
  return lines;
}

function eventsOf(lines: readonly string[]): RunEvent[] {
  const reader = new EventReader();
  return lines.flatMap((line) => reader.read(line) ?? []);
}

const progress = (line: string): RunEvent => ({ type: "progress", line });

describe("events as lines of a log", () => {
  test("come back as they were, whatever they say", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 40 })), (texts) => {
        const events = texts.map(progress);
        const lines = linesOf(events);
        for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]*$/);
        expect(eventsOf(lines)).toEqual(events);
      }),
    );
  });

  test("are cut below what a log takes, and put together again", () => {
    const events = [progress("ü".repeat(20_000)), progress("short")];
    const lines = linesOf(events);
    expect(lines.length).toBe(17);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(16_384);
    expect(eventsOf(lines)).toEqual(events);
  });

  test("come in their order, whatever the log's", () => {
    const events = ["a", "b", "c"].map(progress);
    expect(eventsOf(linesOf(events).reverse())).toEqual(events);
  });

  test("stand between other lines, which are told apart", () => {
    const reader = new EventReader();
    expect(reader.read("(node:1) Warning: something")).toBeUndefined();
    expect(reader.read(linesOf([progress("a")])[0] ?? "")).toEqual([progress("a")]);
  });

  test.each([
    ["an event", 0],
    ["a part of one", 3],
  ])("tell that %s is missing", (_what, missing) => {
    const lines = linesOf([progress("a"), progress("b".repeat(30_000)), progress("c")]);
    const reader = new EventReader();
    const events = lines.filter((_, at) => at !== missing).flatMap((line) => reader.read(line));
    expect(events).not.toContainEqual(progress("c"));
    expect(reader.isIncomplete).toBe(true);
  });
});

describe("a run that is told again", () => {
  const results: CheckResult[] = [
    {
      ...{ id: "redis/one", title: "one", proves: "it", subject: "sessions", durationMs: 5 },
      ...{ status: "pass", evidence: { expected: "1", measured: "1", details: { a: [1] } } },
    },
    {
      ...{ id: "redis/two", title: "two", proves: "it", subject: "sessions", durationMs: 7 },
      ...{ status: "fail", evidence: { expected: "1", measured: "2" }, hint: "look" },
    },
    {
      ...{ id: "memcached/x", title: "x", proves: "it", subject: "pages", durationMs: 0 },
      ...{ status: "skip", reason: "no" },
    },
  ];
  const report: RunReport = {
    ...{ runId: "ab", environment: "prod", suite: "quick", seed: 7, durationMs: 12 },
    ...{ startedAt: "2026-11-29T00:00:00.000Z", isInterrupted: false, subjects: [], results },
  };

  function reporters(to: string[]): Reporters {
    const write = (text: string): void => void to.push(text);
    const all = [
      new ProgressReporter(write),
      new ListReporter({ write, hasColor: false }),
      new JsonReporter(write),
      new JunitReporter(write),
    ];
    return new Reporters(all, write);
  }

  function tell(to: Reporters): void {
    to.onRunBegin(report);
    for (const result of results) {
      to.onCheckBegin(result);
      to.onProgress(`doing ${result.id}`);
      to.onCheckEnd(result);
    }
    to.onRunEnd(report);
  }

  test("says in every format what it says where it runs", () => {
    const here: string[] = [];
    tell(reporters(here));
    const lines: string[] = [];
    const writer = new EventWriter((line) => void lines.push(line));
    tell(new Reporters([new EventReporter((event) => writer.tell(event))], fail));
    const there: string[] = [];
    const replay = new Replay(reporters(there));
    for (const event of eventsOf(lines)) {
      expect(replay.isOver).toBe(false);
      replay.take(event);
    }
    expect(replay.isOver).toBe(true);
    expect(replay.report).toEqual(report);
    expect(there).toEqual(here);
    expect(here.join("")).toContain("redis/two");
  });

  test.each<RunEvent>([
    { type: "stored", places: ["s3://reports/a.json"] },
    { type: "not-stored", message: "AWS_CALL_REFUSED: it was", exitCode: 3 },
  ])("is over when storing its report is: $type", (stored) => {
    const lines: RunEvent[] = [];
    tell(new Reporters([new EventReporter((event) => void lines.push(event), true)], fail));
    const replay = new Replay(new Reporters([], fail));
    lines.forEach((event) => replay.take(event));
    expect([replay.report, replay.isOver, replay.isStorageDue]).toEqual([report, false, true]);
    replay.take(stored);
    expect([replay.storage, replay.isOver, replay.isStorageDue]).toEqual([stored, true, false]);
  });

  test("that was refused has no report", () => {
    const replay = new Replay(new Reporters([], fail));
    replay.take({ type: "refused", message: "SECRET_UNREADABLE: it is not", exitCode: 3 });
    expect([replay.isOver, replay.report, replay.refusal?.exitCode]).toEqual([true, undefined, 3]);
  });

  function fail(line: string): void {
    throw new Error(line);
  }
});

describe("an order", () => {
  const { manifest } = loadManifest("test/fixtures/manifests/aws-redis.json");
  const order = {
    environment: "prod",
    suite: "standard",
    seed: 4,
    areFaultsAllowed: true,
  } as const;

  test("comes back as it was", () => {
    expect(readOrder(writeOrder({ ...order, manifests: [manifest] }))).toEqual({
      ...order,
      manifests: [manifest],
    });
  });

  test("of the largest cluster is short enough for ECS", () => {
    if (manifest.kind !== "redis-cluster") throw new Error("no cluster");
    const nodes = Array.from({ length: 500 }, (_, number) => {
      const shard = Math.floor(number / 2);
      const member = `${String(shard + 1).padStart(4, "0")}-00${(number % 2) + 1}`;
      return { id: `${shard}-${number % 2}`, shard, ref: `prod-sessions-${member}` };
    });
    const text = writeOrder({ ...order, manifests: [{ ...manifest, nodes }] });
    expect(text.length).toBeLessThan(7500);
  });

  test("that is too long is refused with a way out", () => {
    const users = Array.from({ length: 2000 }, (_, number) => ({
      ...{ name: `u${Math.sin(number)}`, role: "readOnly" as const, keys: [] },
      auth: { password: { secretsManager: `${Math.cos(number)}` } },
    }));
    if (manifest.kind !== "redis-cluster") throw new Error("no cluster");
    const error = codedError(() => writeOrder({ ...order, manifests: [{ ...manifest, users }] }));
    expect([error.code, error.exitCode]).toEqual(["SMOKE_ORDER_TOO_LONG", 2]);
    expect(error.detail.fix).toContain("--name");
  });
});

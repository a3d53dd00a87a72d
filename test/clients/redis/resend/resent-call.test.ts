import { resendRule } from "../../../../clients/redis/resend/resend-rule";
import {
  type ResendPolicy,
  resent,
  type Verdict,
} from "../../../../clients/redis/resend/resent-call";
import { rejection } from "../../../support/coded";

class Judged extends Error {
  constructor(readonly verdict: Verdict) {
    super(verdict);
  }
}

const POLICY: ResendPolicy = {
  rule: resendRule(),
  judge: (error) => (error as Judged).verdict,
  timeoutMs: 200,
  retryDelayMs: 1,
  stalledMs: 20,
  beforeRetry: () => undefined,
};

/** Tries that end as told, one after the other; the last one for ever. */
function tries(ends: readonly ("answer" | Verdict | "unsent" | "silence")[]) {
  let count = 0;
  const run = (go: () => void): Promise<string> => {
    const end = ends[Math.min(count++, ends.length - 1)];
    if (end !== "unsent") go();
    if (end === "answer") return Promise.resolve("OK");
    if (end === "unsent" || end === "silence" || end === undefined) return new Promise(() => {});
    return Promise.reject(new Judged(end));
  };
  return { run, count: () => count };
}

describe("resent", () => {
  test.each(["set", "incr"])("%s is tried again while nothing is executed", async (name) => {
    const { count, run } = tries(["again", "again", "unsent", "answer"]);
    expect(await resent({ name, args: ["k", "v"], run }, POLICY)).toBe("OK");
    expect(count()).toBe(4);
  });

  test("an answer ends it", async () => {
    const { count, run } = tries(["final"]);
    await expect(resent({ name: "set", args: ["k", "v"], run }, POLICY)).rejects.toThrow("final");
    expect(count()).toBe(1);
  });

  test("what was lost is tried again if it is idempotent", async () => {
    const { count, run } = tries(["lost", "lost", "answer"]);
    expect(await resent({ name: "set", args: ["k", "v"], run }, POLICY)).toBe("OK");
    expect(count()).toBe(3);
  });

  test("what was lost is unknown if it is not", async () => {
    const { count, run } = tries(["again", "lost", "answer"]);
    const error = await rejection(resent({ name: "incr", args: ["k"], run }, POLICY));
    expect(error).toMatchObject({ code: "REDIS_OUTCOME_UNKNOWN", cause: { message: "lost" } });
    expect(count()).toBe(2);
  });

  test.each([
    ["incr", ["silence"], "REDIS_OUTCOME_UNKNOWN"],
    ["incr", ["again"], "REDIS_NOT_EXECUTED"],
    ["incr", ["unsent"], "REDIS_NOT_EXECUTED"],
    ["set", ["lost", "again"], "REDIS_OUTCOME_UNKNOWN"],
    ["set", ["lost", "unsent"], "REDIS_OUTCOME_UNKNOWN"],
  ] as const)("%s after %j ends in time as %s", async (name, ends, code) => {
    const begun = performance.now();
    const { run } = tries(ends);
    expect((await rejection(resent({ name, args: ["k", "v"], run }, POLICY))).code).toBe(code);
    // Timers of Node may be a millisecond early.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(
      POLICY.timeoutMs - POLICY.retryDelayMs - 1,
    );
  });

  test("a try that was given up sends nothing afterwards", async () => {
    let late: (() => void) | undefined;
    const run = (go: () => void): Promise<string> => {
      late = go;
      return new Promise(() => {});
    };
    await rejection(resent({ name: "incr", args: ["k"], run }, POLICY));
    expect(late).toThrow("the try was given up");
  });
});

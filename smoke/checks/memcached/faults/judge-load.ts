import type { LoadExhibit } from "../../../exhibit";
import type { Figure } from "../../../figure";
import { percentile } from "../../../../constructs/core/quantiles";
import type { Span } from "../../../workload/availability";
import { type FaultSpan, loadExhibit } from "../../../workload/load-exhibit";
import { judgeFigure, type Observation } from "../../judge";
import { isAnswered, isServed, latencyOf, type RingRequest } from "./ring-request";
import type { RingStage } from "./ring-stage";

/** Each thread of a frozen server stops by itself, and one may answer a little longer. */
export const FREEZE_MS = 50;
export const P95 = 0.95;

/** Requests named one by one. */
const NAMED = 3;

/**
 * What the other nodes were like since a fault: every request to them served, in time.
 *
 * @param p95 what the same requests would have taken had they shared the fault @default - the time-out
 */
export function judgeOthers(
  { delay, load, server, startedAt, timeoutMs }: RingStage,
  fault: Span,
  p95: Pick<Figure, "atMost" | "derivation"> = {
    atMost: timeoutMs,
    derivation: "a request that waited for the node would take the client's time-out",
  },
): Observation[] {
  const others = load.requests.filter((request) => request.server !== server);
  const before = within(others, { from: startedAt, to: fault.from });
  const meanwhile = within(others, fault);
  const latencies = meanwhile.map(latencyOf);
  const usual = judgeFigure({
    what: "P95 of the other nodes before",
    unit: "ms",
    measured: tenths(percentile(before.map(latencyOf), P95)),
  });
  return [
    usual,
    judgeFigure({
      what: "P95 of the other nodes",
      unit: "ms",
      measured: tenths(percentile(latencies, P95)),
      ...p95,
    }),
    timeoutFigure("slowest request to the other nodes", meanwhile, delay.longestMs(), timeoutMs),
    judgeServed("requests to the other nodes", meanwhile, "a node's fault is its own keys' only"),
  ];
}

/** That every request was served. @param derivation why it has to be */
export function judgeServed(
  what: string,
  requests: readonly RingRequest[],
  derivation: string,
): Observation {
  const unserved = requests.filter((request) => !isServed(request));
  return withNames(
    {
      what: `of ${requests.length} ${what} unserved`,
      unit: "count",
      measured: requests.length === 0 ? undefined : unserved.length,
      ...{ atMost: 0, derivation },
    },
    unserved,
  );
}

/** What the node was like while it could not answer: no answer, and none that the client waited for too long. */
export function judgeFailed(
  { delay, load, server, timeoutMs }: RingStage,
  fault: Span,
): Observation[] {
  const own = load.requests.filter((request) => request.server === server);
  const meanwhile = within(own, { from: fault.from + FREEZE_MS, to: fault.to });
  const answered = meanwhile.filter((request) => isAnswered(request) && request.endedAt < fault.to);
  return [
    judgeFigure({
      what: "requests to the node meanwhile",
      unit: "count",
      measured: meanwhile.length,
      atLeast: 1,
      derivation: "without a request nothing is seen",
    }),
    judgeFigure({
      what: "answered meanwhile",
      unit: "count",
      measured: answered.length,
      atMost: 0,
      derivation: "a node that is away answers nothing",
    }),
    timeoutFigure(
      "slowest request to the node",
      own.filter(({ endedAt, startedAt }) => startedAt < fault.to && endedAt > fault.from),
      delay.longestMs(),
      timeoutMs,
    ),
  ];
}

/** That no request waited longer than its client's time-out. */
export function timeoutFigure(
  what: string,
  requests: readonly RingRequest[],
  delayMs: number,
  timeoutMs: number,
): Observation {
  return judgeFigure({
    what,
    unit: "ms",
    measured: requests.length === 0 ? undefined : tenths(Math.max(...requests.map(latencyOf))),
    // A timer counts whole milliseconds, and fires at the end of a turn of the event loop.
    atMost: timeoutMs + delayMs + 1,
    derivation: `the client's time-out of ${timeoutMs} ms, and the longest turn of this process's event loop meanwhile, ${delayMs} ms`,
  });
}

/** That the node answers every request again, from a moment on. */
export function judgeBack({ load, server }: RingStage, backAt: number): Observation[] {
  const own = load.requests.filter((request) => request.server === server);
  const since = within(own, { from: backAt, to: Infinity });
  const unanswered = since.filter((request) => !isAnswered(request));
  return [
    withNames(
      {
        what: `of ${since.length} requests to the node unanswered after it came back`,
        unit: "count",
        measured: since.length === 0 ? undefined : unanswered.length,
        atMost: 0,
        derivation: "a node that has answered a client answers it on",
      },
      unanswered,
    ),
  ];
}

/** That no read of the whole load gave a value that could not be there. */
export function judgeValues({ load }: RingStage): Observation {
  const wrong = load.requests.filter(({ problem }) => problem !== undefined);
  return withNames(
    {
      what: "wrong values",
      unit: "count",
      measured: wrong.length,
      atMost: 0,
      derivation: "each value tells its key and its write",
    },
    wrong,
  );
}

/** The load as two pictures: of the node, and of all others together. */
export function ringLoadExhibits(
  { load, node, server }: RingStage,
  faults: readonly FaultSpan[],
): LoadExhibit[] {
  const faultAt = faults[0]?.from ?? 0;
  const own = load.requests.filter((request) => request.server === server);
  const others = load.requests.filter((request) => request.server !== server);
  return [
    loadExhibit(own, faultAt, faults, `requests to node ${node.id}`),
    loadExhibit(others, faultAt, faults, "requests to the other nodes"),
  ];
}

/** Requests that began within a span. */
export function within(requests: readonly RingRequest[], { from, to }: Span): RingRequest[] {
  return requests.filter(({ startedAt }) => from <= startedAt && startedAt < to);
}

export function tenths(ms: number): number | undefined {
  return Number.isFinite(ms) ? Math.round(ms * 10) / 10 : undefined;
}

function withNames(figure: Figure, requests: readonly RingRequest[]): Observation {
  const observation = judgeFigure(figure);
  if (observation.holds || requests.length === 0) return observation;
  const named = requests.slice(0, NAMED).map(({ code, key, operation, problem }) => {
    return `${operation} of ${key}: ${problem ?? code ?? "a miss"}`;
  });
  return { ...observation, seen: `${observation.seen}: ${named.join(", ")}` };
}

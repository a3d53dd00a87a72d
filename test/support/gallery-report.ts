import type { Exhibit, SlotOwner } from "../../smoke/exhibit";
import type { Figure } from "../../smoke/figure";
import type { CheckResult, RunReport, Status } from "../../smoke/report";

/** Texts that a server, a node's log or a name could hold, and that must stay text. */
export const HOSTILE = `</pre></script><script>document.title="owned"</script><img src=x onerror="alert(1)">"' &amp;\u202egnp.exe \u001b[31m <!--`;

/** A cluster's owners; the first shard's is another node afterwards. */
function owners(shards: number, first: string): SlotOwner[] {
  const size = 16384 / shards;
  return Array.from({ length: shards }, (_, shard) => ({
    node: shard === 0 ? first : `${shard}-0`,
    slots: [`${Math.round(shard * size)}-${Math.round((shard + 1) * size) - 1}`],
    replicas: [`${shard}-${shard === 0 && first === "0-1" ? 0 : 1}`],
  }));
}

/** Every kind of picture, with what is good, bad and missing in it. */
export function galleryExhibits(text = "node 0-0 down"): Exhibit[] {
  return [
    { kind: "slot-map", before: owners(3, "0-0"), after: owners(3, "0-1") },
    { kind: "slot-map", before: owners(40, "0-0"), after: owners(40, "0-0") },
    {
      kind: "phases",
      since: `SIGKILL: ${text}`,
      phases: [
        { name: "suspected", ms: 2100, boundMs: 3600 },
        { name: "elected", ms: 6500, boundMs: 5900 },
        { name: text, ms: 6600 },
        { name: "agreed", boundMs: 7100 },
      ],
    },
    {
      kind: "load",
      stepMs: 50,
      points: Array.from({ length: 120 }, (_, step) => ({
        atMs: (step - 20) * 50,
        acknowledged: step % 7,
        failed: step > 30 && step < 50 ? 3 : 0,
        unknown: step % 20 === 0 ? 2 : 0,
        ...(step % 7 === 0 ? {} : { p50Ms: 0.5 + (step % 9), maxMs: 2 + step * 30 }),
      })),
      faults: Array.from({ length: 14 }, (_, fault) => ({
        fromMs: fault * 300,
        toMs: fault * 300 + (fault === 3 ? 20 : 250),
        what: fault === 0 ? text : `node ${fault} restarted`,
      })),
    },
    { kind: "load", stepMs: 50, points: [], faults: [] },
    {
      kind: "load",
      subject: `requests to ${text}`,
      stepMs: 100,
      points: [
        { atMs: 0, acknowledged: 5, failed: 0, unknown: 0, misses: 2, p50Ms: 1, maxMs: 3 },
        { atMs: 100, acknowledged: 0, failed: 5, unknown: 0 },
      ],
      faults: [],
    },
    {
      ...{ kind: "writes", acknowledged: 12_345, failed: 2, unknown: 3, lost: 4, recovered: 1 },
      ...{ duplicated: 1, unexpected: 0, stale: 0, lossWindowMs: 61 },
    },
    {
      ...{ kind: "writes", acknowledged: 900, confirmed: 800, failed: 0, unknown: 0, lost: 2 },
      ...{ lostConfirmed: 1, recovered: 0, duplicated: 0, unexpected: 0, stale: 0 },
      lossWindowMs: 12,
      lostLatencyMs: { min: 1, p50: 4, p95: 9, p99: 9, max: 9 },
      shards: [0, 1, 2].map((shard) => ({
        shard,
        unavailableMs: { min: 100, p50: 4100, p95: 4700, p99: 4800, max: 4800 },
        lossWindowMs: { min: 0, p50: 0, p95: 12, p99: 12, max: 12 },
      })),
    },
    {
      kind: "acl-matrix",
      columns: ["GET own key", "GET other key", ...Array<string>(20).fill("CLUSTER NODES"), text],
      rows: ["api", "cf-operator"].map((user) => ({
        user,
        cells: [
          { isAllowed: true, isExpected: true },
          { isAllowed: true, isExpected: false },
          ...Array<null>(20).fill(null),
          { isAllowed: false, isExpected: true },
        ],
      })),
    },
    {
      kind: "ring-shares",
      keys: 3000,
      nodes: [
        { node: "0", expected: 0.32, measured: 0.33, tolerance: 0.04 },
        { node: text, expected: 0.35, measured: 0.41, tolerance: 0.04 },
        { node: "2", expected: 0.33, measured: 0.26, tolerance: 0.04 },
      ],
    },
  ];
}

const FIGURES: readonly Figure[] = [
  { what: "elected", unit: "ms", measured: 6500, atMost: 5900, derivation: HOSTILE },
  { what: HOSTILE, unit: "bytes", measured: 12, atLeast: 10, atMost: 20 },
  { what: "agreed", unit: "ms", measured: undefined, atMost: 7100 },
  { what: "keys", unit: "count", measured: 3000 },
];

/** A report with every status and kind of picture, and hostile texts in every place. */
export function galleryReport(text = HOSTILE): RunReport {
  const check = (id: string, status: Status, more: Partial<CheckResult> = {}): CheckResult => ({
    ...{ id: `redis/${id}`, title: text, proves: text, subject: text, status },
    ...{ startedAt: "2026-11-29T12:00:01.000Z", durationMs: 900, ...more },
  });
  const told = { expected: text, measured: `${text}; two; three`, details: { text } };
  return {
    ...{ runId: text, environment: text, suite: "standard", seed: 7 },
    ...{ startedAt: "2026-11-29T12:00:00.000Z", durationMs: 12_000, isInterrupted: true },
    subjects: [
      {
        ...{ name: text, kind: "redis-cluster", target: "host" },
        engine: { name: text, version: text },
        topology: { shards: 3, replicasPerShard: 1 },
        nodes: [{ id: text, address: text }, { id: "0-1" }],
      },
    ],
    results: [
      check("pass", "pass", { evidence: told }),
      check(`long-${"name".repeat(30)}`, "fail", {
        evidence: { ...told, figures: FIGURES, exhibits: galleryExhibits(text) },
        hint: text,
        logs: [
          { node: text, text: `${text}\n${"x".repeat(400)}\n` },
          { node: "1", text: "" },
        ],
      }),
      check("error", "error", { reason: text }),
      check("skip", "skip", { reason: text, durationMs: 0 }),
    ],
  };
}

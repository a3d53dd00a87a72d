import { type LoadAttempt, loadExhibit } from "../../../smoke/workload/load-exhibit";

const at = (startedAt: number, more: Partial<LoadAttempt> = {}): LoadAttempt => {
  return { startedAt, endedAt: startedAt + 2, outcome: "acknowledged", ...more };
};

test("requests are counted by the step in which they began, from the fault on", () => {
  const attempts = [
    at(990),
    at(1000, { isMiss: true }),
    at(1010, { endedAt: 1016.04 }),
    at(1020, { outcome: "failed" }),
    at(1060, { outcome: "unknown" }),
  ];
  const fault = { what: "node 1 down", from: 1000, to: 1059.6 };
  expect(loadExhibit(attempts, 1000, [fault], "requests to node 1")).toEqual({
    kind: "load",
    subject: "requests to node 1",
    stepMs: 50,
    points: [
      { atMs: -50, acknowledged: 1, failed: 0, unknown: 0, p50Ms: 2, maxMs: 2 },
      { atMs: 0, acknowledged: 2, failed: 1, unknown: 0, misses: 1, p50Ms: 2, maxMs: 6 },
      { atMs: 50, acknowledged: 0, failed: 0, unknown: 1 },
    ],
    faults: [{ what: "node 1 down", fromMs: 0, toMs: 60 }],
  });
});

test("a load without a subject is one of writes to any node, and a long one has longer steps", () => {
  const exhibit = loadExhibit([at(0), at(60_000)], 0, []);
  expect(exhibit).not.toHaveProperty("subject");
  expect(exhibit).toMatchObject({ stepMs: 500, faults: [] });
});

import { crashFigures, theoryOf } from "../../../bench/support/crash-figures";
import type { CrashTimes } from "../../../bench/support/crash-round";

const ours: CrashTimes[] = [
  { killed: 80, failed: 2600, elected: 3400, writable: 3404, othersRefused: 0, resolution: 4 },
  { killed: 90, failed: 2700, elected: 3900, writable: 3906, othersRefused: 7, resolution: 6 },
];
const others: CrashTimes[] = ours.map((times) => ({ ...times, writable: times.writable - 1000 }));

test("crashes that are compared with nothing are one figure with its parts", () => {
  const figures = crashFigures({ nodeTimeoutMs: 2000, ours, target: { median: 4000 } });
  expect(figures).toEqual([
    {
      what: "P2: SIGKILL of a primary → its shard takes a write, node timeout 2 s",
      unit: "ms",
      samples: [3404, 3906],
      target: { median: 4000 },
      // Drawn evenly from 2500 ms to 5400 ms, which the engine's clocks allow.
      maxCv: expect.closeTo(2900 / Math.sqrt(12) / 3950) as number,
      parts: [
        { what: "told to be dead", samples: [80, 90] },
        { what: "known as failed", samples: [2600, 2700] },
        { what: "replica elected", samples: [3400, 3900] },
        { what: "uncertainty", samples: [4, 6] },
      ],
    },
  ]);
});

test("beside a baseline both figures have it, and their names tell where they were measured", () => {
  const [writable, refused] = crashFigures({
    nodeTimeoutMs: 1000,
    where: "containers",
    ours,
    baseline: { what: "target host", times: others },
  });
  expect(writable?.what).toMatch(/, node timeout 1 s \(containers\)$/);
  expect(writable?.baseline).toEqual({ what: "target host", samples: [2404, 2906] });
  expect(writable).not.toHaveProperty("target");
  expect(refused?.what).toBe(
    "P2: writes to the other shards refused meanwhile, node timeout 1 s (containers)",
  );
  expect(refused).toMatchObject({ samples: [0, 7], baseline: { samples: [0, 7] } });
});

test("what the engine's clocks allow stands beside what was seen", () => {
  expect(theoryOf(2000, ours)).toBe(
    "By its clocks the engine needs 2500 to 5400 ms at a node timeout of 2000 ms; seen: 3404 to 3906 ms.",
  );
});

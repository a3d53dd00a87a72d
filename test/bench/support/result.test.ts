import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  readResult,
  requireResult,
  RESULT_SCHEMA,
  type BenchResult,
} from "../../../bench/support/result";
import { writeResult } from "../../../bench/support/result-file";

const good: BenchResult = {
  schema: RESULT_SCHEMA,
  id: "P0",
  script: "nothing",
  date: "2026-11-24T00:00:00.000Z",
  seed: 1,
  machine: { cores: 2, processor: "x", memoryGiB: 4, os: "y", node: "v20", loadBefore: 0.1 },
  versions: { redis: "7.0.15" },
  figures: [
    {
      what: "P0: nothing",
      unit: "ms",
      samples: [1.26, 2],
      baseline: { what: "b", samples: [3.14159] },
      parts: [{ what: "c", samples: [0.06] }],
      maxCv: 0.1,
    },
  ],
  notes: ["-"],
};

test("a result is read as it was written, to a tenth", () => {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-result-"));
  try {
    const file = join(folder, "new", "P0.json");
    writeResult(file, good);
    expect(readFileSync(file, "utf8")).toContain('"samples": [ 1.3, 2 ]');
    expect(readResult(file)).toEqual({
      ...good,
      figures: [
        {
          ...good.figures[0],
          samples: [1.3, 2],
          baseline: { what: "b", samples: [3.1] },
          parts: [{ what: "c", samples: [0.1] }],
        },
      ],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ["a sample that is no number", { figures: [{ ...good.figures[0], samples: [NaN] }] }],
  ["a series without samples", { figures: [{ ...good.figures[0], samples: [] }] }],
  ["another schema", { schema: "cachefort.bench/v2" }],
  ["an unknown field", { speed: "fast" }],
])("%s is no result", (_, change) => {
  expect(() => requireResult({ ...good, ...change })).toThrow();
  expect(requireResult(good)).toEqual(good);
});

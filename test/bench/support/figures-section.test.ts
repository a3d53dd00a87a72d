import { figuresPage, withFigures } from "../../../bench/support/figures-section";
import { RESULT_SCHEMA, type BenchResult } from "../../../bench/support/result";

const result: BenchResult = {
  schema: RESULT_SCHEMA,
  id: "P0",
  script: "nothing",
  date: "2026-11-24T10:00:00.000Z",
  seed: 7,
  machine: {
    cores: 2,
    processor: "AMD EPYC",
    memoryGiB: 24,
    os: "Debian 12",
    node: "v20.20.2",
    loadBefore: 0.1,
  },
  versions: { redis: "7.0.15" },
  figures: [
    {
      what: "P0: nothing",
      unit: "ms",
      samples: [10, 10, 10, 10, 10],
      baseline: { what: "something", samples: [25, 25, 25, 25, 25] },
      target: { median: 9 },
      maxCv: 0.1,
      parts: [{ what: "a part", samples: [4, 4, 4, 4, 4] }],
    },
  ],
  notes: ["Nothing else."],
};

const page = "# A\n\n<!-- figures -->\nold\n<!-- end -->\n\n## B\n\n<!-- end -->\n";

test("a page gets every figure, and the rest of it stays", () => {
  const text = withFigures(page, [result]);
  expect(text).toMatch(/^# A\n\n<!-- figures -->\n\nMeasured on 2 cores \(AMD EPYC\), 24 GiB/);
  expect(text).toContain(
    "| P0: nothing | 10 ms (P95 10 ms) | P50 ≤ 9 ms: missed | 25 ms (P95 25 ms): something | 2.50 ",
  );
  expect(text).toMatch(/\n\n<!-- end -->\n\n## B\n\n<!-- end -->\n$/);
  expect(text).not.toContain("old");
  expect(withFigures(text, [result])).toBe(text);
});

test("results of two machines name both", () => {
  const other = {
    ...result,
    date: "2026-11-26T00:00:00.000Z",
    machine: { ...result.machine, cores: 8 },
  };
  const text = withFigures(page, [result, other]);
  expect(text).toContain("2 cores (AMD EPYC), 24 GiB, Debian 12, Node 20.20.2, and on 8 cores");
  expect(text).toContain("(2026-11-24 to 2026-11-26)");
});

test("a page without a place for figures is refused", () => {
  expect(() => withFigures("# A\n", [result])).toThrow("no line <!-- figures -->");
});

test("the page of figures shows every series, the notes and the drawings", () => {
  const text = figuresPage([result], ["nothing"]);
  for (const part of [
    "## P0: `npm run bench:nothing`",
    "2026-11-24, seed 7, redis 7.0.15; 2 cores (AMD EPYC)",
    "| … a part            | 5    | 4 ms  | 4 ms  | 4 ms  | 4 ms  | 0 % |",
    "| baseline: something | 5    | 25 ms | 25 ms | 25 ms | 25 ms | 0 % |",
    "- Nothing else.",
    "![How it grows](figures/nothing.svg)",
  ]) {
    expect(text).toContain(part);
  }
  expect(figuresPage([result], [])).not.toContain("svg");
});

import { prometheusOf } from "../../../smoke/reporters/prometheus";
import type { Figure } from "../../../smoke/figure";
import { report } from "../../support/smoke-report";

const [passed] = report.results;

function withFigures(...figures: Figure[]): string {
  if (passed === undefined) throw new Error("there is no result");
  const evidence = { expected: "a", measured: "a", figures };
  return prometheusOf({ ...report, results: [{ ...passed, evidence }] });
}

test("every check has each status, its own as 1", () => {
  const text = prometheusOf(report);
  const of = 'environment="test",subject="sessions",check="redis/sharding"';
  expect(text).toContain(`cachefort_smoke_check_status{${of},status="pass"} 0\n`);
  expect(text).toContain(`cachefort_smoke_check_status{${of},status="fail"} 1\n`);
  expect(text).toContain(`cachefort_smoke_check_duration_seconds{${of}} 1\n`);
  expect(text).toContain(
    'cachefort_smoke_checks{environment="test",suite="standard",status="skip"} 1\n',
  );
  expect(text).toContain(
    'cachefort_smoke_run_timestamp_seconds{environment="test",suite="standard"} 1764007200\n'.replace(
      "1764007200",
      String(Date.parse(report.startedAt) / 1000),
    ),
  );
});

test("figures are in base units, with their bounds", () => {
  const text = withFigures(
    { what: "elected", unit: "ms", measured: 3832, atMost: 5900 },
    { what: "copied", unit: "bytes", measured: 12, atLeast: 10 },
    { what: "agreed", unit: "ms", measured: undefined, atMost: 7100 },
  );
  const of = 'environment="test",subject="sessions",check="redis/acl"';
  expect(text).toContain(`cachefort_smoke_figure_seconds{${of},figure="elected"} 3.832\n`);
  expect(text).toContain(
    `cachefort_smoke_figure_bound_seconds{${of},figure="elected",bound="at_most"} 5.9\n`,
  );
  expect(text).toContain(
    `cachefort_smoke_figure_bound_bytes{${of},figure="copied",bound="at_least"} 10\n`,
  );
  expect(text).not.toContain(
    'figure_seconds{environment="test",subject="sessions",check="redis/acl",figure="agreed"}',
  );
  expect(text).not.toContain("figure_items");
});

test("a series stands once, whatever figures are called alike", () => {
  const figure: Figure = { what: "same", unit: "count", measured: 1 };
  expect(withFigures(figure, { ...figure, measured: 2 }).match(/figure="same"/g)).toHaveLength(1);
});

test("a label cannot end its series", () => {
  expect(withFigures({ what: 'a"} 1\n\\', unit: "count", measured: 1 })).toContain(
    'figure="a\\"} 1\\n\\\\"} 1\n',
  );
});

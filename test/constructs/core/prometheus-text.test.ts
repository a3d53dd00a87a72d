import { prometheusText, type Sample } from "../../../constructs/core/prometheus-text";

const help = "What it is.";

test("a metric is told with what it is, each series once, its labels escaped", () => {
  const samples: Sample[] = [
    { labels: {}, value: 1 },
    { labels: { path: 'a\\b"c\nd' }, value: 2 },
    { labels: {}, value: 3 },
  ];
  expect(prometheusText([{ name: "a_total", help, type: "counter", samples }])).toBe(
    [
      "# HELP a_total What it is.",
      "# TYPE a_total counter",
      "a_total 3",
      'a_total{path="a\\\\b\\"c\\nd"} 2',
      "",
    ].join("\n"),
  );
});

test("a summary has its sum and count under the name of the metric", () => {
  const samples: Sample[] = [
    { labels: { quantile: "0.5" }, value: 0.1 },
    { labels: {}, suffix: "_sum", value: 0.2 },
    { labels: {}, suffix: "_count", value: 2 },
  ];
  expect(prometheusText([{ name: "s_seconds", help, type: "summary", samples }])).toBe(
    [
      "# HELP s_seconds What it is.",
      "# TYPE s_seconds summary",
      's_seconds{quantile="0.5"} 0.1',
      "s_seconds_sum 0.2",
      "s_seconds_count 2",
      "",
    ].join("\n"),
  );
});

test("a metric without samples is left out", () => {
  expect(prometheusText([{ name: "none", help, type: "gauge", samples: [] }])).toBe("");
});

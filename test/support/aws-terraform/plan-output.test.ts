import { readPlanOutput } from "./plan-output";

const printed = (...lines: readonly object[]): string =>
  lines.map((line) => JSON.stringify(line)).join("\n");
const changed = (type: string, addr: string, action: string) => ({
  type,
  change: { action, resource: { addr } },
});
const summary = { type: "change_summary", changes: { add: 1 } };
const deprecated = { severity: "warning", summary: "Deprecated", detail: "use b", address: "a.b" };

test("a plan tells what it does to each resource", () => {
  const output = printed(
    { type: "version", terraform: "1.11.4" },
    changed("planned_change", "a.b", "replace"),
    changed("planned_change", "a.c", "update"),
    summary,
  );
  expect(readPlanOutput(output)).toEqual({
    diagnostics: [],
    changes: { "a.b": "replace", "a.c": "update" },
  });
});

test("what has changed behind Terraform's back is no change of the plan", () => {
  const output = printed(changed("resource_drift", "a.b", "update"), summary);
  expect(readPlanOutput(output).changes).toEqual({});
});

test("what is said twice is told once", () => {
  const range = (line: number) => ({ filename: "a.tf.json", start: { line } });
  const output = printed(
    summary,
    { type: "diagnostic", diagnostic: { ...deprecated, range: range(1) } },
    { type: "diagnostic", diagnostic: { ...deprecated, range: range(1) } },
    { type: "diagnostic", diagnostic: { ...deprecated, address: "a.c" } },
  );
  expect(readPlanOutput(output).diagnostics).toEqual([
    deprecated,
    { ...deprecated, address: "a.c" },
  ]);
});

test("an error is told where nothing could be planned", () => {
  const error = { severity: "error", summary: "no such key", detail: "" };
  const output = printed({ type: "diagnostic", diagnostic: error });
  expect(readPlanOutput(output)).toEqual({ diagnostics: [error], changes: {} });
});

test("where nothing was planned, nothing is proved", () => {
  expect(() => readPlanOutput("Terraform has crashed")).toThrow("Terraform has crashed");
});

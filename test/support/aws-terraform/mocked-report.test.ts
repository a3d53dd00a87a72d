import { failuresByRun } from "./mocked-report";

const complete = (run: string) => ({ "@testrun": run, test_run: { run, progress: "complete" } });
const failed = (run: string, detail: string, summary = "Test assertion failed") => ({
  "@testrun": run,
  diagnostic: { severity: "error", summary, detail },
});
const printed = (...lines: readonly object[]): string =>
  lines.map((line) => JSON.stringify(line)).join("\n");

test("a run has the messages of what failed in it", () => {
  const output = printed(
    complete("right"),
    complete("wrong"),
    failed("wrong", "another key"),
    failed("wrong", "another topic"),
  );
  expect([...failuresByRun(output)]).toEqual([
    ["right", []],
    ["wrong", ["another key", "another topic"]],
  ]);
});

test("a warning fails nothing", () => {
  const warning = { diagnostic: { severity: "warning", summary: "Deprecated", detail: "" } };
  expect([...failuresByRun(printed(complete("right"), warning))]).toEqual([["right", []]]);
});

test("a stack that cannot be planned fails no assertion: nothing is known of any", () => {
  const output = printed(complete("broken"), failed("broken", "no such key", "Invalid reference"));
  expect(() => failuresByRun(output)).toThrow("Invalid reference: no such key");
});

test("where nothing ran, nothing is proved", () => {
  expect(() => failuresByRun("Terraform has crashed")).toThrow("Terraform has crashed");
});

import { format } from "node:util";
import { markdownTable } from "../../../bench/support/table";

test("columns are as wide as their widest cell, at least three", () => {
  const table = markdownTable([
    ["A", "What"],
    ["1", "3 × (1 + 1) → whole"],
  ]);
  expect(table).toBe(
    format(
      "%s\n%s\n%s",
      "| A   | What                |",
      "| --- | ------------------- |",
      "| 1   | 3 × (1 + 1) → whole |",
    ),
  );
});

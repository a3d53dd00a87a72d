import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withUnmappedTraces } from "../../../constructs/terraform/unmapped-traces";

const root = join(__dirname, "../../..");
const MODULE = join(root, "constructs/terraform/unmapped-traces");

/** Lines that are gone when it runs, so that only a map finds the others. */
const SOURCE = `interface Gone {
  readonly line: number;
}
import { withUnmappedTraces } from ${JSON.stringify(MODULE)};
const line = (stack = ""): string => /traced\\.ts:(\\d+)/.exec(stack)?.[1] ?? "none";
const gone: Gone = { line: 6 };
const inside = withUnmappedTraces(() => line(new Error().stack));
let thrown = "nothing";
try {
  withUnmappedTraces(() => {
    throw new Error("by the work");
  });
} catch (error) {
  thrown = line((error as Error).stack);
}
console.log(JSON.stringify({ inside, thrown, after: line(new Error().stack), gone: gone.line }));
`;

test("traces within the work are as they run, and what it throws has its own lines", () => {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-traces-"));
  try {
    const file = join(folder, "traced.ts");
    writeFileSync(file, SOURCE);
    const told = execFileSync("node", ["--import", "tsx", file], { cwd: root, encoding: "utf8" });
    const { after, inside, thrown } = JSON.parse(told) as Record<string, string>;
    expect({ thrown, after }).toEqual({ thrown: "11", after: "16" });
    expect(inside).not.toBe("7");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("it gives back what the work does, and leaves maps as they were", () => {
  const before = process.sourceMapsEnabled;
  expect(withUnmappedTraces(() => 7)).toBe(7);
  expect(process.sourceMapsEnabled).toBe(before);
});

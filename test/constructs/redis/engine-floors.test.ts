import { isVersionBelow } from "../../../constructs/core/version";
import { ENGINE_FLOORS, shortcomingOf } from "../../../constructs/redis/engine-floors";

test.each(ENGINE_FLOORS)("$engine $line starts at $floor, because of a defect", (floor) => {
  expect(floor.floor.startsWith(`${floor.line}.`)).toBe(true);
  expect(floor.reason).toContain("before it, ");
  const patch = Number(floor.floor.split(".")[2]);
  expect(shortcomingOf(floor.engine, floor.floor)).toBeUndefined();
  expect(shortcomingOf(floor.engine, `${floor.line}.${patch + 1}`)).toBeUndefined();
  for (const below of [`${floor.line}.${patch - 1}`, `${floor.line}.0`, floor.line]) {
    expect(shortcomingOf(floor.engine, below)).toEqual({ kind: "below floor", floor });
  }
});

test.each(["redis", "valkey"] as const)("the lines of %s stand once, oldest first", (engine) => {
  const lines = ENGINE_FLOORS.filter((floor) => floor.engine === engine).map(({ line }) => line);
  for (let at = 1; at < lines.length; at++) {
    expect(isVersionBelow(lines[at - 1] ?? "", lines[at] ?? "")).toBe(true);
  }
});

test.each([
  ["redis", "7.0.15", "7.2"],
  ["redis", "8.0.6", "8.2"],
  ["redis", "8.9.0", "8.10"],
  ["valkey", "8.2.0", "9.0"],
] as const)("%s %s is of no offered line; the next is %s", (engine, version, line) => {
  const instead = ENGINE_FLOORS.find((floor) => floor.engine === engine && floor.line === line);
  expect(shortcomingOf(engine, version)).toEqual({ kind: "line not offered", instead });
});

test.each([
  ["redis", "8.12.0"],
  ["redis", "9.0"],
  ["valkey", "10.0.0"],
] as const)("%s %s is newer than every listed line and taken", (engine, version) => {
  expect(shortcomingOf(engine, version)).toBeUndefined();
});

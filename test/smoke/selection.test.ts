import { ValidationError } from "../../constructs/core/errors";
import { type Selection, selectChecks, suiteOf } from "../../smoke/selection";
import { codedError } from "../support/coded";

const CHECKS = [
  { id: "redis/acl", suite: "quick" },
  { id: "redis/acl-change", suite: "full" },
  { id: "redis/crash-failover", suite: "standard" },
  { id: "memcached/udp", suite: "quick" },
] as const;

const cases: readonly [string, Selection, string[]][] = [
  ["a suite", { suite: "quick" }, ["redis/acl", "memcached/udp"]],
  ["a larger suite", { suite: "full" }, CHECKS.map(({ id }) => id)],
  ["one id, and none that begins with it", { suite: "full", only: ["redis/acl"] }, ["redis/acl"]],
  ["a pattern", { suite: "full", only: ["redis/acl*"] }, ["redis/acl", "redis/acl-change"]],
  [
    "several",
    { suite: "full", only: ["*/udp", "*failover"] },
    ["redis/crash-failover", "memcached/udp"],
  ],
  ["what is left", { suite: "full", skip: ["redis/*"] }, ["memcached/udp"]],
  [
    "what is left of some",
    { suite: "full", only: ["redis/*"], skip: ["*/acl*"] },
    ["redis/crash-failover"],
  ],
];

test.each(cases)("%s", (_, selection, ids) => {
  expect(selectChecks(CHECKS, selection).map(({ id }) => id)).toEqual(ids);
});

test.each([
  [
    "an unknown id",
    { suite: "full", only: ["redis/alc"] },
    "SMOKE_CHECK_UNKNOWN",
    "did you mean redis/acl?",
  ],
  [
    "a pattern without a match",
    { suite: "full", skip: ["valkey/*"] },
    "SMOKE_CHECK_UNKNOWN",
    "valkey/*",
  ],
  ["a dot is a dot", { suite: "full", only: ["redis.acl"] }, "SMOKE_CHECK_UNKNOWN", "redis.acl"],
  ["nothing is left", { suite: "quick", only: ["*failover"] }, "SMOKE_NOTHING_CHOSEN", "quick"],
] satisfies [string, Selection, string, string][])("%s is refused", (_, selection, code, part) => {
  const error = codedError(() => selectChecks(CHECKS, selection));
  expect(error).toBeInstanceOf(ValidationError);
  expect(error.code).toBe(code);
  expect(error.message).toContain(part);
});

test("a suite of its own is not part of the others", () => {
  const checks = [
    { id: "redis/acl", suite: "quick" },
    { id: "redis/pattern-values", suite: "patterns" },
  ] as const;
  const idsOf = (suite: "full" | "patterns"): string[] =>
    selectChecks(checks, { suite }).map(({ id }) => id);
  expect([idsOf("full"), idsOf("patterns")]).toEqual([["redis/acl"], ["redis/pattern-values"]]);
  expect(suiteOf(checks, ["redis/pattern-*"])).toBe("patterns");
  expect(suiteOf(checks, ["redis/*"])).toBe("full");
  const both = { suite: "full", only: ["redis/acl", "redis/pattern-values"] } as const;
  expect(() => selectChecks(checks, both)).toThrow("suite full does not hold this check");
});

import { MAX_ID } from "../../../../constructs/redis/aws/aws-id";
import {
  type ParameterChoices,
  parameterGroupName,
  parametersOf,
} from "../../../../constructs/redis/aws/parameters";

const of = (choices: Partial<ParameterChoices> = {}): Record<string, string> =>
  Object.fromEntries(
    parametersOf({
      fullCoverage: false,
      eviction: "volatile-lru",
      durability: undefined,
      blockedCommands: undefined,
      ...choices,
    }).map(({ name, value }) => [name, value]),
  );

test.each<[Partial<ParameterChoices>, Record<string, string>]>([
  [{}, {}],
  [{ fullCoverage: true }, { "cluster-require-full-coverage": "yes" }],
  [{ eviction: "noeviction" }, { "maxmemory-policy": "noeviction" }],
  [
    { durability: { minReplicasToWrite: 1 } },
    { "min-replicas-to-write": "1", "min-replicas-max-lag": "2" },
  ],
  [
    { durability: { minReplicasToWrite: 0 } },
    { "min-replicas-to-write": "0", "min-replicas-max-lag": "2" },
  ],
  [{ blockedCommands: "KEYS BLOCKED" }, { "rename-commands": "KEYS BLOCKED" }],
])("%j", (choices, more) => {
  const parameters = of(choices);
  expect(parameters).toEqual({
    "cluster-enabled": "yes",
    "cluster-require-full-coverage": "no",
    "maxmemory-policy": "volatile-lru",
    ...more,
  });
  expect(Object.keys(parameters)).toEqual(Object.keys(parameters).sort());
});

describe("the name of a group", () => {
  const parameters = [{ name: "maxmemory-policy", value: "noeviction" }];

  test("is one that ElastiCache takes", () => {
    expect(parameterGroupName("prod-sessions", "valkey8", parameters)).toMatch(
      /^prod-sessions-valkey8-[0-9a-f]{8}$/,
    );
    expect(parameterGroupName("a".repeat(MAX_ID), "valkey8", parameters).length).toBeLessThan(256);
  });

  test("changes with cluster, family, name and value of each parameter", () => {
    const names = [
      parameterGroupName("prod-sessions", "valkey8", parameters),
      parameterGroupName("prod-pages", "valkey8", parameters),
      parameterGroupName("prod-sessions", "valkey9", parameters),
      parameterGroupName("prod-sessions", "valkey8", []),
      parameterGroupName("prod-sessions", "valkey8", [{ name: "maxmemory-policy", value: "x" }]),
      parameterGroupName("prod-sessions", "valkey8", [{ name: "x", value: "noeviction" }]),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(parameterGroupName("prod-sessions", "valkey8", [...parameters])).toBe(names[0]);
  });
});

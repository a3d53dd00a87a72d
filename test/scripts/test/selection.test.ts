import { LEVELS } from "../../../scripts/test/levels";
import { requiredLevels, selectLevels } from "../../../scripts/test/selection";

const names = (levels: readonly { name: string }[]) => levels.map(({ name }) => name);

describe("selectLevels", () => {
  it("is every level, the cheapest first, when none is named", () => {
    expect(names(selectLevels(LEVELS, []))).toEqual([
      "lint",
      "types",
      "unit",
      "snapshots",
      "pages",
      "validate",
      "aws",
      "servers",
      "scenarios",
      "life-cycle",
      "disk",
      "host",
      "clients",
      "languages",
      "docker",
      "scenarios-docker",
      "docker-engine",
      "docker-provider",
      "opentofu",
    ]);
  });

  it("leaves levels out, aloud, that are only run by their name", async () => {
    const left = selectLevels(LEVELS, []).filter(({ whyOnlyNamed }) => whyOnlyNamed !== undefined);
    expect(names(left)).toEqual(["scenarios", "scenarios-docker"]);
    for (const level of left) expect(await level.whySkipped()).toMatch(/npm run prove/);
    const named = LEVELS.filter(({ name }) => name === "scenarios");
    expect(selectLevels(LEVELS, ["scenarios"])).toEqual(named);
  });

  it("keeps the levels' own order", () => {
    expect(names(selectLevels(LEVELS, ["unit", "lint"]))).toEqual(["lint", "unit"]);
  });

  it("refuses a name that no level has", () => {
    expect(() => selectLevels(LEVELS, ["units"])).toThrow(
      /^TEST_LEVEL_UNKNOWN.*units.*lint, types/,
    );
  });
});

describe("requiredLevels", () => {
  it.each([
    ["", []],
    ["host", ["host"]],
    ["host,opentofu", ["host", "opentofu"]],
    [
      "all",
      [
        "lint",
        "types",
        "unit",
        "snapshots",
        "pages",
        "validate",
        "aws",
        "servers",
        "life-cycle",
        "disk",
        "host",
        "clients",
        "languages",
        "docker",
        "docker-engine",
      ],
    ],
    [
      "all,docker-provider",
      [
        "lint",
        "types",
        "unit",
        "snapshots",
        "pages",
        "validate",
        "aws",
        "servers",
        "life-cycle",
        "disk",
        "host",
        "clients",
        "languages",
        "docker",
        "docker-engine",
        "docker-provider",
      ],
    ],
  ])("of %j are %j", (required, expected) => {
    expect([...requiredLevels(LEVELS, required)]).toEqual(expected);
  });

  it("refuses a name that no level has", () => {
    expect(() => requiredLevels(LEVELS, "all,tofu")).toThrow(
      /^TEST_LEVEL_UNKNOWN.*CACHEFORT_REQUIRE/,
    );
  });
});

import "../support/slow";
import { checkListJson, checkListText } from "../../cli/check-list";
import { memcachedChecks } from "../../smoke/checks/memcached";
import { redisChecks } from "../../smoke/checks/redis";
import { cachefort } from "../support/cachefort";

const checks = [...redisChecks, ...memcachedChecks];

test("a check is a line with its suite and kind, and one with what it proves", () => {
  const described = {
    id: "redis/a",
    title: "A",
    proves: "That a.",
    kind: "redis-cluster",
  } as const;
  const other = { ...described, id: "redis/longer", proves: "That b." };
  expect(
    checkListText([
      { ...described, suite: "quick", injectsFaults: false },
      { ...other, suite: "standard", injectsFaults: true },
    ]),
  ).toBe(
    [
      "redis/a       quick · redis-cluster",
      "    That a.",
      "redis/longer  standard · redis-cluster · injects faults",
      "    That b.",
      "",
    ].join("\n"),
  );
});

test("the list for machines holds what tells checks apart, and no code", () => {
  expect(JSON.parse(checkListJson(checks))).toEqual(
    checks.map(({ id, injectsFaults, kind, proves, suite, title }) => {
      return { id, suite, kind, injectsFaults, title, proves };
    }),
  );
});

test("`smoke --list` names every check and needs nothing deployed", async () => {
  const { code, stderr, stdout } = await cachefort("smoke", "no-such-environment", "--list");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe(checkListText(checks));
  const json = await cachefort("smoke", "--list", "--json");
  expect(json.stdout).toBe(checkListJson(checks));
});

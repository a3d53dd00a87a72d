import { readFileSync } from "node:fs";
import { memcachedChecks } from "../../smoke/checks/memcached";
import { redisChecks } from "../../smoke/checks/redis";
import { CHECKS_PAGE, renderChecksPage } from "../../scripts/checks-page";

const page = readFileSync(CHECKS_PAGE, "utf8");

it("shows the checks as they are: npm run docs changes nothing", () => {
  expect(renderChecksPage(page)).toBe(page);
});

it("has a row for each", () => {
  const ids = [...page.matchAll(/^\| `([a-z-]+\/[a-z-]+)`/gm)].map(([, id]) => id);
  expect(ids).toEqual([...redisChecks, ...memcachedChecks].map(({ id }) => id));
});

it("names no target on which a check says why it is not run", () => {
  const row = /^\| `redis\/crash-failover` .*$/m.exec(page)?.[0];
  expect(row).toContain("| host, docker");
  expect(row).not.toContain("aws");
});

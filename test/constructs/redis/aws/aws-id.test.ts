import { awsId } from "../../../../constructs/redis/aws/aws-id";
import { codedError } from "../../../support/coded";

test.each([
  [["prod", "sessions", "api"], "prod-sessions-api"],
  [["p", "a".repeat(38)], `p-${"a".repeat(38)}`],
])("%j", (names, id) => {
  expect(awsId("it", names)).toBe(id);
});

test.each([
  ["too long", ["p", "a".repeat(39)]],
  ["a capital letter", ["Prod", "sessions"]],
  ["two hyphens", ["prod", "a--b"]],
  ["two hyphens at a joint", ["prod-", "b"]],
  ["a hyphen at the end", ["prod", "b-"]],
  ["a digit first", ["1", "b"]],
  ["nothing", []],
])("ELASTICACHE_ID: %s", (_what, names) => {
  const error = codedError(() => awsId("user api", names));
  expect(error.code).toBe("ELASTICACHE_ID");
  expect(error.detail.problem).toContain("user api");
});

import { requireCommandRule } from "../../../constructs/redis/acl-command-rule";
import { codedError } from "../../support/coded";

test.each([
  "+get",
  "-get",
  "+config|get",
  "-config|get",
  "+@read",
  "-@dangerous",
  "+@all",
  "-@all",
  "+restore-asking",
  "+client",
])("%s is accepted", (rule) => {
  expect(() => requireCommandRule("api", rule)).not.toThrow();
});

test.each([
  ["REDIS_USER_COMMAND", "+geet", "did you mean +get?"],
  ["REDIS_USER_COMMAND", "-flushal", "did you mean -flushall?"],
  ["REDIS_USER_COMMAND", "+config|gett", "did you mean +config|get?"],
  ["REDIS_USER_COMMAND", "+get|x", "look the name up"],
  ["REDIS_USER_CATEGORY", "+@raed", "did you mean +@read?"],
  ["REDIS_USER_CATEGORY", "-@nothinglikethis", "choose one of the categories"],
  ["REDIS_USER_COMMAND_RULE", "get", "write one rule per entry"],
  ["REDIS_USER_COMMAND_RULE", "+GET", "in small letters"],
])("%s for %s", (code, rule, fix) => {
  const error = codedError(() => requireCommandRule("api", rule));
  expect(error.code).toBe(code);
  expect(error.detail.received).toBe(rule);
  expect(error.detail.fix).toContain(fix);
});

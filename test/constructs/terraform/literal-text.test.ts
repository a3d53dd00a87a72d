import { literalText } from "../../../constructs/terraform/literal-text";

test.each([
  ["$1 and $(date) %s", "$1 and $(date) %s"],
  ["${CF_USERS:-}", "$${CF_USERS:-}"],
  ["%{if}", "%%{if}"],
  ["a${b}c${d}", "a$${b}c$${d}"],
])("%s is written as %s", (text, literal) => {
  expect(literalText(text)).toBe(literal);
});

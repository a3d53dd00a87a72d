import { readFileSync } from "node:fs";
import { POLICY_PAGE, renderPolicyPage } from "../../scripts/policy-page";

const page = readFileSync(POLICY_PAGE, "utf8");

it("shows the rules as they are: npm run docs changes nothing", () => {
  expect(renderPolicyPage(page)).toBe(page);
});

it("is filled anew when a rule's row is gone", () => {
  const without = page.replace(/^\| `not-privileged`.*\n/m, "");
  expect(without).not.toBe(page);
  expect(renderPolicyPage(without)).toBe(page);
});

it("has a place for every table", () => {
  const without = page.replace("<!-- policy:exceptions -->", "");
  expect(() => renderPolicyPage(without)).toThrow("no place for exceptions");
});

it("asks for no table that there is not", () => {
  const other = page.replace("policy:rules", "policy:laws");
  expect(() => renderPolicyPage(other)).toThrow('there is no table "laws"');
});

import { JsonReporter } from "../../../smoke/reporters/json";
import { report } from "../../support/smoke-report";

test("one document that holds the whole report", () => {
  let text = "";
  new JsonReporter((part) => void (text += part)).onRunEnd(report);
  expect(JSON.parse(text)).toEqual({ schema: "cachefort.smoke/v1", ...report });
  expect(text.endsWith("}\n")).toBe(true);
});

import { readFileSync } from "node:fs";
import { MONITORING_PAGE, renderMonitoringPage } from "../../scripts/monitoring-page";

const page = readFileSync(MONITORING_PAGE, "utf8");

it("shows the signals as they are: npm run docs changes nothing", () => {
  expect(renderMonitoringPage(page)).toBe(page);
});

it("is filled anew when a signal's rows are gone", () => {
  const without = page.replace(/^\| `swap`.*\n/gm, "");
  expect(without).not.toBe(page);
  expect(renderMonitoringPage(without)).toBe(page);
});

import { readFileSync } from "node:fs";
import {
  HEALTH_PAGE,
  MONITORING_PAGE,
  renderHealthPage,
  renderMonitoringPage,
} from "../../scripts/monitoring-page";

const page = readFileSync(MONITORING_PAGE, "utf8");

it("shows the signals as they are: npm run docs changes nothing", () => {
  expect(renderMonitoringPage(page)).toBe(page);
});

it("is filled anew when a signal's rows are gone", () => {
  const without = page.replace(/^\| `swap`.*\n/gm, "");
  expect(without).not.toBe(page);
  expect(renderMonitoringPage(without)).toBe(page);
});

it("shows the signals of health reports as they are", () => {
  const health = readFileSync(HEALTH_PAGE, "utf8");
  expect(renderHealthPage(health)).toBe(health);
  const without = health.replace(/^\| `hit-rate`.*\n/gm, "");
  expect(renderHealthPage(without)).toBe(health);
});

// Makes the pictures of docs/reports.md from the report of a real run. Usage: npm run screenshots
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { readReport } from "../smoke/report-reader";
import { pageOf } from "../smoke/reporters/html/page";
import { launchChromium, loadPage, type Screen } from "../test/support/chromium";
import { SAMPLE_REPORT } from "./sample-report";

const FIGURES = join(__dirname, "../docs/figures");

/** A picture of a part of the page. */
interface Shot {
  readonly name: string;
  readonly screen: Screen;
  /** Of the page, in pixels. */
  readonly part: (page: Page) => Promise<{ y: number; height: number }>;
}

const SHOTS: readonly Shot[] = [
  {
    name: "report-overview",
    screen: { width: 960, colorScheme: "light" },
    part: () => Promise.resolve({ y: 0, height: 800 }),
  },
  {
    name: "report-failover",
    screen: { width: 960, colorScheme: "dark" },
    part: (page) =>
      between(page, "figcaption:has-text('Phases since')", "figcaption:has-text('Account')"),
  },
  {
    name: "report-rights",
    screen: { width: 960, colorScheme: "light" },
    part: (page) =>
      between(page, ".exhibit:has(.matrix) figcaption", ".check:has(.matrix) + .check"),
  },
];

/** From above the first of one to above the first of another that follows it. */
async function between(
  page: Page,
  from: string,
  to: string,
  most = 1110,
): Promise<{ y: number; height: number }> {
  const y = ((await page.locator(from).first().boundingBox())?.y ?? 0) - 12;
  const end =
    (await page.locator(to).count()) === 0
      ? undefined
      : await page.locator(to).first().boundingBox();
  const height = end === undefined || end === null ? most : Math.min(most, end.y - y - 8);
  return { y, height };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-screenshots-"));
  const browser = await launchChromium();
  try {
    const file = join(folder, "report.html");
    writeFileSync(file, pageOf(readReport(readFileSync(SAMPLE_REPORT, "utf8"), SAMPLE_REPORT)));
    for (const { name, part, screen } of SHOTS) {
      const { page } = await loadPage(browser, file, screen);
      const { height, y } = await part(page);
      const clip = { x: 0, y, width: screen.width, height };
      await page.screenshot({ path: join(FIGURES, `${name}.png`), clip, fullPage: true });
      await page.context().close();
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { pageOf } from "../../../smoke/reporters/html/page";
import type { RunReport } from "../../../smoke/report";
import { launchChromium, loadPage, type LoadedPage } from "../../support/chromium";
import { galleryReport } from "../../support/gallery-report";
import { SAMPLE_REPORT } from "../../../scripts/sample-report";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "cachefort-pages-"));
const REPORTS: Readonly<Record<string, RunReport>> = {
  real: JSON.parse(readFileSync(SAMPLE_REPORT, "utf8")) as RunReport,
  hostile: galleryReport(),
};

/** What has the focus, as `page-probe.js` tells it. */
interface Focus {
  readonly key: string;
  /** Whether it unfolds something. */
  readonly isFolded: boolean;
  /** Whether a reader sees that it has the focus. */
  readonly isSeen: boolean;
}

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
  for (const [name, report] of Object.entries(REPORTS)) {
    writeFileSync(join(folder, `${name}.html`), pageOf(report));
  }
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const screens = Object.keys(REPORTS).flatMap((name) =>
  [360, 768, 1440].flatMap((width) =>
    (["light", "dark"] as const).map((colorScheme) => [name, width, colorScheme] as const),
  ),
);

describe.each(screens)("the %s report on %i px, %s", (name, width, colorScheme) => {
  let loaded: LoadedPage;
  let page: Page;
  beforeAll(async () => {
    loaded = await loadPage(browser, join(folder, `${name}.html`), { width, colorScheme });
    page = loaded.page;
  });
  afterAll(() => page.context().close());

  it("asks for nothing, runs nothing and is complained of by nobody", async () => {
    expect(loaded).toMatchObject({ requests: [], complaints: [] });
    expect(await page.title()).toContain("cachefort smoke report");
    expect(await page.evaluate("document.scripts.length")).toBe(0);
  });

  it("fits the screen, folded and unfolded", async () => {
    expect(await page.evaluate("probe.overflow()")).toBe(0);
    await page.evaluate("probe.unfold()");
    expect(await page.evaluate("probe.overflow()")).toBe(0);
  });

  it("has no texts upon each other in its pictures, and none out of sight", async () => {
    await page.evaluate("probe.unfold()");
    expect(await page.evaluate("probe.troubledTexts()")).toEqual([]);
  });

  it("satisfies axe, contrast and best practices included", async () => {
    await page.evaluate("probe.unfold()");
    await page.evaluate(axe);
    expect(await page.evaluate("probe.violations()")).toEqual([]);
  });

  it("has pictures whose texts and bars stand out from what lies behind them", async () => {
    expect(await page.evaluate("probe.faintShapes()")).toEqual([]);
  });
});

test("the keyboard reaches and opens every folded part", async () => {
  const { page } = await loadPage(browser, join(folder, "real.html"), {
    ...{ width: 1440, colorScheme: "light" },
  });
  const folded = await page.locator("summary:visible").count();
  const seen = new Set<string>();
  for (let step = 0; step < 2000; step += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate<Focus | null>("probe.focus()");
    if (at === null || seen.has(at.key)) break;
    seen.add(at.key);
    expect(at).toMatchObject({ isSeen: true });
    if (at.isFolded) await page.keyboard.press("Enter");
  }
  const summaries = [...seen].filter((key) => key.startsWith("SUMMARY"));
  expect(summaries.length).toBeGreaterThan(folded);
  expect(await page.locator("details:not([open])").count()).toBe(0);
  expect(summaries.length).toBe(await page.locator("summary").count());
  await page.context().close();
});

test("a link to a folded check opens it", async () => {
  const { page } = await loadPage(browser, join(folder, "real.html"), {
    ...{ width: 1440, colorScheme: "light" },
  });
  const folded = page.locator("#check-1");
  expect(await folded.isVisible()).toBe(false);
  await page.locator('a[href="#check-1"]').click();
  await folded.waitFor({ state: "visible" });
  await page.context().close();
});

test("on paper it is light, and nothing that was folded is missing but logs", async () => {
  const { page } = await loadPage(browser, join(folder, "real.html"), {
    ...{ width: 768, colorScheme: "dark" },
  });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
    "rgb(255, 255, 255)",
  );
  for (const id of ["#check-1", "#check-2"]) {
    expect(await page.locator(id).isVisible()).toBe(true);
  }
  expect((await page.pdf({ format: "A4" })).subarray(0, 5).toString()).toBe("%PDF-");
  await page.context().close();
});

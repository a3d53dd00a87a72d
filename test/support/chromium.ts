import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { findProgram } from "../../operate/host/programs";

/** Names of the browser in distributions and on developers' machines. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Path of a Chromium on this machine; `undefined` if there is none. */
export function findChromium(): string | undefined {
  const own = process.env["CACHEFORT_CHROMIUM"];
  return own ?? NAMES.map((name) => findProgram(name)).find((path) => path !== undefined);
}

/** Starts the browser of this machine without a window; the caller closes it. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("there is no Chromium");
  // Root has no sandbox, and a container may have little shared memory.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** Defines `probe` in every page. */
const PROBE = join(__dirname, "page-probe.js");

/** A reader's screen. */
export interface Screen {
  /** Pixels. */
  readonly width: number;
  readonly colorScheme: "light" | "dark";
}

/** A page as it was loaded, and what it did meanwhile. */
export interface LoadedPage {
  readonly page: Page;
  /** What it asked for beside itself. */
  readonly requests: readonly string[];
  /** What the browser complained of. */
  readonly complaints: readonly string[];
}

/** Loads a file as a reader who may run scripts does. */
export async function loadPage(
  browser: Browser,
  file: string,
  { colorScheme, width }: Screen,
): Promise<LoadedPage> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  await context.addInitScript({ path: PROBE });
  const page = await context.newPage();
  const url = `file://${file}`;
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    if (request.url() !== url) requests.push(request.url());
  });
  page.on("console", (message) => void complaints.push(message.text()));
  page.on("pageerror", (error) => void complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(dialog.message());
    return dialog.dismiss();
  });
  await page.goto(url);
  return { page, requests, complaints };
}

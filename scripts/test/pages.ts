import { findProgram } from "../../operate/host/programs";
import { findChromium } from "../../test/support/chromium";

/** Debian's packages of the programs that judge reports. */
const JUDGES: Readonly<Record<string, string>> = {
  promtool: "prometheus",
  xmllint: "libxml2-utils",
};

/** Why reports cannot be looked at here. */
export function lackingForPages(find = findProgram, chromium = findChromium): string | undefined {
  if (chromium() === undefined) {
    return "no chromium: install it, or name one in CACHEFORT_CHROMIUM";
  }
  const missing = Object.keys(JUDGES).find((name) => find(name) === undefined);
  return missing === undefined
    ? undefined
    : `${missing} is not installed: Debian has it in the package ${JUDGES[missing]}`;
}

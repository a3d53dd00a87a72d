import { findChromium } from "../../test/support/chromium";

/** Why pages cannot be looked at here. */
export function lackingForPages(): string | undefined {
  if (findChromium() !== undefined) return undefined;
  return "no chromium: install it, or name one in CACHEFORT_CHROMIUM";
}

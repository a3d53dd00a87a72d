import { lackingForPages } from "../../../scripts/test/pages";

const there = (name: string): string => `/usr/bin/${name}`;

test.each([
  ["nothing", there, there, undefined],
  [
    "a browser",
    there,
    () => undefined,
    "no chromium: install it, or name one in CACHEFORT_CHROMIUM",
  ],
  [
    "promtool",
    (name: string) => (name === "promtool" ? undefined : there(name)),
    there,
    "promtool is not installed: Debian has it in the package prometheus",
  ],
  [
    "xmllint",
    (name: string) => (name === "xmllint" ? undefined : there(name)),
    there,
    "xmllint is not installed: Debian has it in the package libxml2-utils",
  ],
])("a machine that lacks %s", (_, find, chromium, reason) => {
  expect(lackingForPages(find, () => chromium("chromium"))).toBe(reason);
});

import type { Check } from "../smoke/check";

type Described = Pick<Check, "id" | "title" | "proves" | "kind" | "suite" | "injectsFaults">;

/** What there is to be checked, for people: two lines for each check. */
export function checkListText(checks: readonly Described[]): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  return checks
    .map(({ id, injectsFaults, kind, proves, suite }) => {
      const faults = injectsFaults ? " · injects faults" : "";
      return `${id.padEnd(width)}  ${suite} · ${kind}${faults}\n    ${proves}\n`;
    })
    .join("");
}

/** The same for machines. */
export function checkListJson(checks: readonly Described[]): string {
  const described = checks.map(({ id, injectsFaults, kind, proves, suite, title }) => {
    return { id, suite, kind, injectsFaults, title, proves };
  });
  return `${JSON.stringify(described, undefined, 2)}\n`;
}

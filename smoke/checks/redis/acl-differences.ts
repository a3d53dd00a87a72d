import type { AclGrants } from "../../../constructs/redis/acl-grants";
import type { SeenGrants, SeenUser } from "./acl-user";
import type { ExpectedUser } from "./expected-acl";

/**
 * What of a user differs from the manifest, but for its commands, in words. Passwords are counted and
 * compared, not shown.
 */
export function aclDifferences(expected: ExpectedUser, seen: SeenUser): string[] {
  const { subject, hasRules } = expected;
  return [
    ...flagDifferences(expected, seen.flags),
    ...passwordDifferences(expected, seen.passwordHashes),
    ...patternDifferences(subject, seen),
    ...(hasRules ? selectorDifferences(subject.selectors, seen.selectors) : []),
  ];
}

function flagDifferences(
  { isOn, passwordHashes }: ExpectedUser,
  flags: readonly string[],
): string[] {
  const wanted = isOn ? "on" : "off";
  return [
    ...(flags.includes(wanted) ? [] : [`is ${isOn ? "off" : "on"}, must be ${wanted}`]),
    ...(passwordHashes !== undefined && flags.includes("nopass") ? ["needs no password"] : []),
    ...(flags.includes("skip-sanitize-payload") ? ["may RESTORE payloads unchecked"] : []),
  ];
}

function passwordDifferences({ passwordHashes }: ExpectedUser, seen: readonly string[]): string[] {
  if (passwordHashes === undefined) return [];
  if (seen.length !== passwordHashes.length) {
    return [`passwords: ${seen.length}, must be ${passwordHashes.length}`];
  }
  const isOther = seen.some((hash) => !passwordHashes.includes(hash));
  return isOther ? ["has another password"] : [];
}

function selectorDifferences(
  expected: readonly AclGrants[],
  seen: readonly SeenGrants[],
): string[] {
  if (seen.length !== expected.length) {
    return [`selectors: ${seen.length}, must be ${expected.length}`];
  }
  return expected.flatMap((grants, index) =>
    patternDifferences(grants, seen[index]).map((text) => `selector ${index + 1}: ${text}`),
  );
}

function patternDifferences(expected: AclGrants, seen: SeenGrants | undefined): string[] {
  const keys = [
    ...expected.keys.map((pattern) => `~${pattern}`),
    ...expected.readKeys.map((pattern) => `%R~${pattern}`),
    ...expected.writeKeys.map((pattern) => `%W~${pattern}`),
  ];
  return [
    ...listDifference("keys", mergedKeys(keys), mergedKeys(seen?.keys ?? [])),
    ...listDifference(
      "channels",
      expected.channels.map((pattern) => `&${pattern}`),
      seen?.channels ?? [],
    ),
  ];
}

function listDifference(
  what: string,
  expected: readonly string[],
  seen: readonly string[],
): string[] {
  const [wanted, found] = [expected, seen].map((list) => [...new Set(list)].sort().join(" "));
  if (wanted === found) return [];
  const shown = (list = ""): string => (list === "" ? "none" : list);
  return [`${what}: ${shown(found)}, must be ${shown(wanted)}`];
}

/** The engine keeps a pattern once, for all the uses it was named for. */
function mergedKeys(words: readonly string[]): string[] {
  const uses = new Map<string, Set<string>>();
  for (const word of words) {
    const [, use = "", pattern = ""] = /^(?:%([RW]+))?~(.*)$/s.exec(word) ?? ["", "", word];
    const known = uses.get(pattern) ?? new Set();
    for (const one of use === "" ? "RW" : use) known.add(one);
    uses.set(pattern, known);
  }
  return [...uses].map(([pattern, use]) =>
    use.size === 2 ? `~${pattern}` : `%${[...use].join("")}~${pattern}`,
  );
}

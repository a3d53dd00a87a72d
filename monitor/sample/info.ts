/** Fields of `INFO` or `CLUSTER INFO` by name. */
export type Info = ReadonlyMap<string, string>;

/** Parses lines of `name:value`; titles of sections and blank lines are left out (Redis documentation, "INFO"). */
export function parseInfo(text: string): Info {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0 && !line.startsWith("#")) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

/** A field as a number; `undefined` where the server has no such field, or not a number in it. */
export function infoNumber(info: Info, name: string): number | undefined {
  const text = info.get(name)?.trim();
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Parts of a field such as `keys=2,expires=0`, by name. */
export function infoParts(value: string): ReadonlyMap<string, string> {
  return new Map(
    value.split(",").flatMap((part) => {
      const equals = part.indexOf("=");
      return equals < 0 ? [] : [[part.slice(0, equals), part.slice(equals + 1)] as const];
    }),
  );
}

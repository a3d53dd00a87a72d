/** What a YAML text is made of here. `null` is written as nothing. */
export type YamlValue =
  string | boolean | null | readonly YamlValue[] | { readonly [name: string]: YamlValue };

/** Block style; every text in double quotes, which YAML 1.2 reads as JSON does. */
export function yamlText(value: { readonly [name: string]: YamlValue }): string {
  return linesOf(value)
    .map((line) => `${line}\n`)
    .join("");
}

function linesOf(value: YamlValue): string[] {
  if (value === null) return [""];
  if (typeof value === "string" || typeof value === "boolean") return [JSON.stringify(value)];
  if (isList(value)) {
    if (value.length === 0) return ["[]"];
    return value.flatMap((item) => {
      const [first = "", ...others] = linesOf(item);
      return [`- ${first}`.trimEnd(), ...others.map((line) => `  ${line}`)];
    });
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return ["{}"];
  return entries.flatMap(([name, item]) => entryLines(nameOf(name), item));
}

function entryLines(name: string, item: YamlValue): string[] {
  const lines = linesOf(item);
  const isBlock = item !== null && typeof item === "object" && Object.keys(item).length > 0;
  if (!isBlock) return [`${name}: ${lines.join("")}`.trimEnd()];
  return [`${name}:`, ...lines.map((line) => `  ${line}`)];
}

/** A name is plain where no reader could take it for a number, a truth value or anything else. */
function nameOf(name: string): string {
  const isWord = /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name);
  return isWord && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name);
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

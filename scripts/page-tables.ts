/** Tables of a page by the name of their place, each as Markdown. */
export type PageTables = Readonly<Record<string, () => string>>;

/**
 * A page with its tables as their sources are: from `<!-- PREFIX:NAME -->` to the next `<!-- end -->`.
 *
 * @throws Error if the page asks for a table that there is not, or lacks one
 */
export function fillTables(page: string, prefix: string, tables: PageTables): string {
  const block = new RegExp(`^(<!-- ${prefix}:(\\w+) -->)\\n[\\s\\S]*?^<!-- end -->$`, "gm");
  const filled = new Set<string>();
  const rendered = page.replace(block, (_, opening: string, name: string) => {
    const table = tables[name];
    if (table === undefined) throw new Error(`there is no table "${name}"`);
    filled.add(name);
    return `${opening}\n\n${table()}\n\n<!-- end -->`;
  });
  const missing = Object.keys(tables).filter((name) => !filled.has(name));
  if (missing.length > 0) throw new Error(`the page has no place for ${missing.join(", ")}`);
  return rendered;
}

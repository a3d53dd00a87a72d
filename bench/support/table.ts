/** A Markdown table with its columns aligned, as prettier writes it. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const width = (column: number): number =>
    Math.max(3, ...rows.map((row) => [...(row[column] ?? "")].length));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell + " ".repeat(width(column) - [...cell].length)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  const rule = `| ${head.map((_, column) => "-".repeat(width(column))).join(" | ")} |`;
  return [line(head), rule, ...body.map(line)].join("\n");
}

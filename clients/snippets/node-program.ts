import type { SnippetConnection } from "./connection";

/** A text file's content as an expression of a Node program. */
export function fileExpression(path: string): string {
  return `readFileSync(${JSON.stringify(path)}, "utf8").trim()`;
}

/** The line that `fileExpression` needs; nothing where no file is read. */
export function readFileLine({ authorityFile, login }: SnippetConnection): string[] {
  if (authorityFile === undefined && "iam" in login) return [];
  return ['const { readFileSync } = require("node:fs");'];
}

/** Lines within a function. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/**
 * A Node program, as a shell command that runs it.
 *
 * @param options of Node
 */
export function nodeCommand(lines: readonly string[], ...options: readonly string[]): string {
  return [["node", ...options, "<<'EOF'"].join(" "), ...lines, "EOF", ""].join("\n");
}

/** The option of a client that translates what nodes announce; nothing where it dials just that. */
export function addressMapOption(name: string, { addressMap }: SnippetConnection): string[] {
  if (Object.keys(addressMap).length === 0) return [];
  return [
    "  // Nodes announce their names in the network of their containers.",
    `  ${name}: ${JSON.stringify(addressMap)},`,
  ];
}

/**
 * The lines that use the user's key.
 *
 * @param set statement that writes KEY
 * @param get expression that reads KEY
 */
export function useKey(connection: SnippetConnection, set: string, get: string): string[] {
  const key = JSON.stringify(connection.key);
  const lines = connection.mayWrite ? [set, `console.log(${get});`] : [`console.log(${get});`];
  return lines.map((line) => `  ${line.replaceAll("KEY", key)}`);
}

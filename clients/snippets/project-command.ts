/**
 * A shell command that writes files into a folder of its own, runs a command there and removes the folder.
 *
 * @param files lines of each file by its name
 */
export function projectCommand(
  files: Readonly<Record<string, readonly string[]>>,
  command: string,
): string {
  const written = Object.entries(files).flatMap(([name, lines]) => [
    `cat >${name} <<'EOF'`,
    ...lines,
    "EOF",
  ]);
  return [
    "(",
    `folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && cd "$folder" || exit`,
    ...written,
    command,
    ")",
    "",
  ].join("\n");
}

/** A text as a literal of Go, Java, C# and Python alike. */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/** A block of a page: `<!-- snippet:FILE#NAME -->` to the next `<!-- end -->`. */
const BLOCK = /^(<!-- snippet:(\S+)#([\w-]+) -->)\n[\s\S]*?^<!-- end -->$/gm;

/** Languages of the code fences, by the ending of the file. */
const LANGUAGES: Readonly<Record<string, string>> = { ts: "ts", mjs: "js", js: "js", sh: "sh" };

/**
 * A page with every snippet block filled from its file.
 *
 * @param read text of a file, by its path in the project
 * @throws Error if a file has no such snippet
 */
export function renderPage(page: string, read: (file: string) => string): string {
  return page.replace(BLOCK, (_, opening: string, file: string, name: string) => {
    const language = LANGUAGES[file.slice(file.lastIndexOf(".") + 1)] ?? "";
    const code = cutSnippet(read(file), name, file);
    return `${opening}\n\n\`\`\`${language}\n${code}\n\`\`\`\n\n<!-- end -->`;
  });
}

/**
 * The lines between `// snippet:NAME` and `// end`, without their common indentation.
 *
 * @throws Error if there is no such snippet, or it is empty or has no end
 */
export function cutSnippet(source: string, name: string, file: string): string {
  const lines = source.split("\n");
  const first = lines.findIndex((line) => line.trim() === `// snippet:${name}`) + 1;
  const length = lines.slice(first).findIndex((line) => line.trim() === "// end");
  if (first === 0 || length < 1) throw new Error(`${file} has no snippet "${name}"`);
  const cut = lines.slice(first, first + length);
  const indents = cut.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return cut.map((line) => line.slice(indent)).join("\n");
}

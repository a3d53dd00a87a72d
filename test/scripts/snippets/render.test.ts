import { cutSnippet, renderPage } from "../../../scripts/snippets/render";

const source = [
  "function main() {",
  "  // snippet:hello",
  "  if (greeting) {",
  "",
  "    say(greeting);",
  "  }",
  "  // end",
  "  // snippet:empty",
  "  // end",
  "  // snippet:open",
  "  say();",
  "}",
].join("\n");

describe("cutSnippet", () => {
  it("takes the lines between the markers, without their common indentation", () => {
    expect(cutSnippet(source, "hello", "x.ts")).toBe("if (greeting) {\n\n  say(greeting);\n}");
  });

  it.each(["absent", "empty", "open"])("refuses one that is %s", (name) => {
    expect(() => cutSnippet(source, name, "x.ts")).toThrow(`x.ts has no snippet "${name}"`);
  });
});

describe("renderPage", () => {
  const page = (inside: string) =>
    `# Title\n\n<!-- snippet:x.ts#hello -->\n${inside}<!-- end -->\n\nmore\n`;
  const filled = page("\n```ts\nif (greeting) {\n\n  say(greeting);\n}\n```\n\n");

  it("fills an empty block", () => {
    expect(renderPage(page(""), () => source)).toBe(filled);
  });

  it("replaces what an older source left", () => {
    expect(renderPage(page("\n```ts\nold();\n```\n\n"), () => source)).toBe(filled);
  });

  it("asks for the file that the block names", () => {
    const asked: string[] = [];
    renderPage(page(""), (file) => {
      asked.push(file);
      return source;
    });
    expect(asked).toEqual(["x.ts"]);
  });

  it("leaves a page without blocks as it is", () => {
    expect(renderPage("# Title\n", () => source)).toBe("# Title\n");
  });
});

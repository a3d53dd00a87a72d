import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codesIn, documentedCodes, hidesCode, type UsedCode } from "../support/error-codes";

const root = join(__dirname, "../..");
const FOLDERS = [
  "bench",
  "cli",
  "clients",
  "configs",
  "constructs",
  "monitor",
  "operate",
  "scripts",
  "secrets",
  "smoke",
  "stacks",
];

/** Functions that are handed a code: `codesIn` looks at their callers. */
const MAKERS = ["clients/memcached/failures.ts", "constructs/core/validate.ts"];

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|mjs)$/.test(file))
    .map((file) => join(folder, file)),
).map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
const used: UsedCode[] = sources.flatMap(({ text }) => codesIn(text));
const page = readFileSync(join(root, "docs/errors.md"), "utf8");
const documented = documentedCodes(page);
const usedCodes = new Set(used.map(({ code }) => code));

describe("docs/errors.md", () => {
  it("has every code of the sources", () => {
    expect([...usedCodes].filter((code) => !documented.has(code)).sort()).toEqual([]);
  });

  it("has no code that no source uses", () => {
    expect([...documented.keys()].filter((code) => !usedCodes.has(code))).toEqual([]);
  });

  it("has one row for each code", () => {
    const rows = page.split("\n").filter((line) => /^\| `[A-Z][A-Z0-9_]+` /.test(line));
    expect(rows).toHaveLength(documented.size);
  });

  it("names every class that is thrown, and no other", () => {
    const classes = new Map<string, Set<string>>();
    for (const { code, errorClass } of used) {
      if (errorClass === undefined) continue;
      classes.set(code, (classes.get(code) ?? new Set()).add(`\`${errorClass}\``));
    }
    const wrong = [...classes].filter(
      ([code, thrown]) =>
        [...thrown].sort().join(", ") !== documented.get(code)?.split(", ").sort().join(", "),
    );
    expect(wrong).toEqual([]);
  });

  it.each(
    page
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.split("\n")[0], section] as const),
  )("lists the codes of %j in order", (_, section) => {
    const codes = [...documentedCodes(section).keys()];
    expect(codes).toEqual([...codes].sort());
  });
});

test("every code stands where it is thrown, or where a maker of errors is called", () => {
  const hiding = sources.filter(({ text }) => hidesCode(text)).map(({ file }) => file);
  expect(hiding).toEqual(MAKERS);
});

describe("codesIn", () => {
  it.each([
    [`throw new ValidationError("A_CODE", {`, [{ code: "A_CODE", errorClass: "ValidationError" }]],
    [`new OperationError(\n  "A_CODE",`, [{ code: "A_CODE", errorClass: "OperationError" }]],
    [
      `new OperationError(late ? "A_CODE" : "B_CODE", {`,
      [
        { code: "A_CODE", errorClass: "OperationError" },
        { code: "B_CODE", errorClass: "OperationError" },
      ],
    ],
    [`requireName("A_CODE", "name", x)`, [{ code: "A_CODE" }]],
    [`operation(late ? "A_CODE" : "B_CODE", cause, {`, [{ code: "A_CODE" }, { code: "B_CODE" }]],
    ["fail(`A_CODE: it broke · fix: mend it`)", [{ code: "A_CODE" }]],
    [`'echo "A_CODE: it broke" >&2'`, [{ code: "A_CODE" }]],
    [`fromEnvironment("A_CODE")`, []],
  ])("finds the code of %s", (source, codes) => {
    expect(codesIn(source)).toEqual(codes);
  });
});

describe("hidesCode", () => {
  it.each([
    [`new ValidationError("A_CODE", {`, false],
    [`new ValidationError(\n  late ? "A_CODE" : "B_CODE",\n  {`, false],
    ["new ValidationError(code, {", true],
    ["new OperationError(\n  codeOf(cause),\n  {", true],
  ])("of %s is %s", (source, expected) => {
    expect(hidesCode(source)).toBe(expected);
  });
});

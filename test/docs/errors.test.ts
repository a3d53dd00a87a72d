import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codesIn, documentedCodes, type UsedCode } from "../support/error-codes";

const root = join(__dirname, "../..");
const FOLDERS = [
  "cli",
  "clients",
  "configs",
  "constructs",
  "operate",
  "scripts",
  "secrets",
  "smoke",
  "stacks",
];

const used: UsedCode[] = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|mjs)$/.test(file))
    .flatMap((file) => codesIn(readFileSync(join(root, folder, file), "utf8"))),
);
const documented = documentedCodes(readFileSync(join(root, "docs/errors.md"), "utf8"));
const usedCodes = new Set(used.map(({ code }) => code));

describe("docs/errors.md", () => {
  it("has every code of the sources", () => {
    expect([...usedCodes].filter((code) => !documented.has(code)).sort()).toEqual([]);
  });

  it("has no code that no source uses", () => {
    expect([...documented.keys()].filter((code) => !usedCodes.has(code))).toEqual([]);
  });

  it("names the class that is thrown", () => {
    const wrong = used.filter(
      ({ code, errorClass }) =>
        errorClass !== undefined && documented.get(code) !== `\`${errorClass}\``,
    );
    expect(wrong).toEqual([]);
  });
});

describe("codesIn", () => {
  it.each([
    [`throw new ValidationError("A_CODE", {`, [{ code: "A_CODE", errorClass: "ValidationError" }]],
    [`new OperationError(\n  "A_CODE",`, [{ code: "A_CODE", errorClass: "OperationError" }]],
    [`requireName("A_CODE", "name", x)`, [{ code: "A_CODE" }]],
    ["fail(`A_CODE: it broke · fix: mend it`)", [{ code: "A_CODE" }]],
    [`'echo "A_CODE: it broke" >&2'`, [{ code: "A_CODE" }]],
    [`fromEnvironment("A_CODE")`, []],
  ])("finds the code of %s", (source, codes) => {
    expect(codesIn(source)).toEqual(codes);
  });
});

import fc from "fast-check";
import { pageOf } from "../../../../smoke/reporters/html/page";
import { galleryReport, HOSTILE } from "../../../support/gallery-report";
import { report } from "../../../support/smoke-report";

/** Every tag of a page with the names of its attributes; texts and values are left out. */
function structureOf(page: string): string[] {
  const tags = page.match(/<!--|<\/?[a-zA-Z!][^\s>]*(?:\s+[^\s=>]+(?:="[^"]*")?)*\s*\/?>/g) ?? [];
  return tags.map((tag) => tag.replace(/="[^"]*"/g, ""));
}

const plain = structureOf(pageOf(galleryReport("plain")));

test("whatever a text says, it stays text: the page has the same tags and attributes", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", minLength: 1 }),
        fc.array(fc.constantFrom("<", ">", '"', "'", "&", "/", "<!--", "script", "`", "="), {
          minLength: 1,
        }),
      ),
      (parts) => {
        const text = `x${typeof parts === "string" ? parts : parts.join("")}`.replaceAll(";", ",");
        expect(structureOf(pageOf(galleryReport(text)))).toEqual(plain);
      },
    ),
    { numRuns: 30 },
  );
});

test("markup of a log is shown, not made", () => {
  const page = pageOf(galleryReport());
  expect(structureOf(page)).toEqual(plain);
  expect(page).not.toContain("<script");
  expect(page).not.toContain("\u202e");
  expect(page).not.toContain("\u001b");
  expect(page).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
  expect(page).toContain("\\u202egnp.exe \\x1b[31m");
  expect(HOSTILE).toContain("\u202e");
});

test("the page forbids itself to load or run anything", () => {
  const page = pageOf(report);
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'$/,
  );
  expect(page).not.toMatch(/<(?:script|link|img|iframe)|\bstyle="|\bsrc=|@import|url\(/);
});

test("what failed is open with its hint, what passed and has no picture is folded", () => {
  const page = pageOf(report);
  expect(page).toMatch(/<details class="check pass"\s*>/);
  expect(page).toMatch(/<details class="check fail"\s+open>/);
  expect(page).toMatch(/<details class="check error"\s+open>/);
  expect(page).toMatch(/<details class="check skip"\s*>/);
  expect(page).toContain("look at\nthe slots");
  expect(page).toContain("2 of 4 checks did not pass");
});

test.each([
  ["all pass", [0], false, "1 check passed"],
  ["one is skipped", [0, 3], false, "1 of 2 checks passed, the others were skipped"],
  ["one is in error", [0, 2], false, "1 of 2 checks did not pass"],
  ["it was cut short", [0], true, "1 check passed, and the run was interrupted"],
])("the verdict when %s", (_, kept, isInterrupted, verdict) => {
  const results = report.results.filter((_result, index) => kept.includes(index));
  const page = pageOf({ ...report, results, isInterrupted });
  expect(page).toContain(`>${verdict}</h1>`);
});

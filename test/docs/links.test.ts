import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pages } from "../../scripts/snippets/pages";
import { missingIn } from "../support/pages";

const root = join(__dirname, "../..");
const files = pages().map(({ path }) => relative(root, path));

it("finds the pages", () => {
  expect(files).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/errors.md"]));
});

it.each(files)("%s names only what there is", (file) => {
  expect(missingIn(root, file, (page) => readFileSync(join(root, page), "utf8"))).toEqual([]);
});

describe("missingIn", () => {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-pages-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "docs"));
  writeFileSync(join(folder, "docs/errors.md"), "# Errors: what, and why\n");

  const missing = (page: string, file = "README.md") =>
    missingIn(folder, file, (name) =>
      name === file ? page : readFileSync(join(folder, name), "utf8"),
    );

  it.each([
    ["[x](docs/errors.md)"],
    ["[x](docs/errors.md#errors-what-and-why)"],
    ["[x](https://example.org/none.md)"],
    ["see docs/errors.md."],
    ["in `.cachefort/ci/docs/none.md`"],
    ["`npm run up`, `npm test`"],
    ["`npx cachefort up`"],
  ])("is content with %s", (page) => {
    writeFileSync(join(folder, "README.md"), page);
    expect(missing(page)).toEqual([]);
  });

  it.each([
    ["[x](docs/none.md)", "link docs/none.md"],
    ["[x](docs/errors.md#none)", "link docs/errors.md#none"],
    ["see `docs/none.ts`", "path docs/none.ts"],
    ["`npm run fly`", "npm script fly"],
    ["`cachefort fly`", "command fly"],
  ])("finds what %s names and is not there", (page, expected) => {
    writeFileSync(join(folder, "README.md"), page);
    expect(missing(page)).toContain(expected);
  });

  it("starts a link from the page's own folder", () => {
    expect(missing("[x](errors.md)", "docs/other.md")).toEqual([]);
    expect(missing("[x](docs/errors.md)", "docs/other.md")).toEqual(["link docs/errors.md"]);
  });
});

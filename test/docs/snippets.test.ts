import { pages } from "../../scripts/snippets/pages";

const all = pages();

it("finds the pages", () => {
  expect(all.some(({ path }) => path.endsWith("README.md"))).toBe(true);
  expect(all.some(({ path }) => path.endsWith("docs/errors.md"))).toBe(true);
});

it.each(all.map((page) => [page.path, page] as const))(
  "%s shows its snippets as they are in the sources: npm run docs changes nothing",
  (_, { text, rendered }) => {
    expect(rendered).toBe(text);
  },
);

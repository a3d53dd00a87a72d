import { readFileSync } from "node:fs";
import { BENCHES, loaderOf } from "../../../bench/support/benches";
import { committedResults, figureFiles } from "../../../bench/support/pages";
import { scripts } from "../../../package.json";

const results = committedResults();

test("every measurement has a result and a script", () => {
  expect(results.map(({ script }) => script)).toEqual(BENCHES.map(({ script }) => script));
  expect(scripts).toMatchObject(
    Object.fromEntries(
      BENCHES.map((bench) => [
        `bench:${bench.script}`,
        `node ${loaderOf(bench).join(" ")} bench/${bench.script}.ts`,
      ]),
    ),
  );
});

test.each(figureFiles(results).map(({ path, text }) => [path, text] as const))(
  "%s is as the results make it: npm run bench:figures changes nothing",
  (path, text) => {
    expect(readFileSync(path, "utf8")).toBe(text);
  },
);

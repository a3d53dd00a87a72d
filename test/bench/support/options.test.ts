import { readOptions } from "../../../bench/support/options";

const read = (words: string[], env: NodeJS.ProcessEnv = {}) =>
  readOptions("forming", 20, words, env);

beforeEach(() => {
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

test("words count before the environment", () => {
  expect(read([])).toEqual({});
  expect(read([], { RUNS: "7" })).toEqual({ runs: 7 });
  expect(read(["--runs", "3", "--seed", "42", "--json", "a.json"], { RUNS: "7" })).toEqual({
    runs: 3,
    seed: 42,
    json: "a.json",
  });
});

test.each([
  [["--runs", "0"], {}],
  [["--runs", "2.5"], {}],
  [["--seed", "x"], {}],
  [["--speed", "1"], {}],
  [["20"], {}],
  [[], { RUNS: "many" }],
  [[], { RUNS: "" }],
])("%j with %j is refused", (words, env) => {
  expect(() => read(words, env)).toThrow();
});

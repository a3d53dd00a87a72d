import { commandTimeout } from "../../../clients/redis/command-timeout";

test.each([
  [{}, 10_800],
  [{ commandTimeoutMs: 500 }, 500],
])("a command of a client with %j may take %d ms at a node timeout of 2000 ms", (options, ms) => {
  expect(commandTimeout(2000, options)).toBe(ms);
});

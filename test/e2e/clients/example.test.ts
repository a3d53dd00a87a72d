import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { cachefort, ROOT } from "../../support/cachefort";

const run = promisify(execFile);

beforeAll(async () => {
  const { code, stderr } = await cachefort("up", "ci", "--no-install");
  if (code !== 0) throw new Error(stderr);
});
afterAll(async () => {
  await cachefort("down", "ci", "--data");
});

test("examples/connect.ts, which the README shows, reads back what it wrote", async () => {
  const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
  const { stdout, stderr } = await run(process.execPath, [tsx, "examples/connect.ts", "ci"], {
    cwd: ROOT,
    timeout: 30_000,
  });
  expect({ stdout, stderr }).toEqual({
    stdout: '{"user":"ada"}\n<h1>Hello</h1>\n',
    stderr: "",
  });
});

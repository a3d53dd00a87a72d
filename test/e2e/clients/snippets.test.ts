import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { cachefort, ROOT } from "../../support/cachefort";
import { deployForTests, paths } from "../../support/ci-environment";
import { MortalProgram } from "../../support/mortal-program";
import { withPython } from "../../support/python";
import { secretsIn, secretTexts } from "../../support/secret-search";

const run = promisify(execFile);

deployForTests();

/** Pastes what `cachefort connect` prints into a shell. */
async function paste(
  client: string,
  user: string,
  input = "",
): Promise<{ stdout: string; stderr: string }> {
  const snippet = await cachefort(
    "connect",
    "ci",
    "--name",
    "sessions",
    "--user",
    user,
    "--client",
    client,
  );
  expect(snippet).toMatchObject({ code: 0, stderr: "" });
  const script =
    input === "" ? snippet.stdout : `printf '%b' ${JSON.stringify(input)} | ${snippet.stdout}`;
  return run("bash", ["-c", script], { cwd: ROOT, env: withPython() });
}

test.each([
  ["ioredis", "from ioredis\n"],
  ["node-redis", "from node-redis\n"],
  ["redis-py", "from redis-py\n"],
  ["cachefort", "from cachefort\n"],
])("%s writes and reads as the application's user, without a warning", async (client, printed) => {
  expect(await paste(client, "api")).toEqual({ stdout: printed, stderr: "" });
});

test.each(["ioredis", "node-redis", "redis-py", "cachefort"])(
  "%s reads as a user that may only read",
  async (client) => {
    await paste("redis-cli", "api", "SET session:hello read-me\\n");
    expect((await paste(client, "report")).stdout).toBe("read-me\n");
  },
);

test("the kit's own client writes to a ring and reads from it", async () => {
  const snippet = await cachefort("connect", "ci", "--name", "images");
  expect(await run("bash", ["-c", snippet.stdout], { cwd: ROOT })).toEqual({
    stdout: "from cachefort\n",
    stderr: "",
  });
});

describe.each(["sessions", "queue", "pages", "images"])("the connection to %s", (name) => {
  const told = async (format: string): Promise<string> => {
    const { code, stderr, stdout } = await cachefort(
      ...["connect", "ci", "--name", name, "--format", format],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };

  test.each(["shell", "env", "json", "compose"])("holds no secret as %s", async (format) => {
    const secrets = secretTexts(paths.secrets);
    expect(secrets.size).toBeGreaterThan(10);
    expect(secretsIn(await told(format), secrets)).toEqual([]);
  });

  test("names files that are there, and the password's leads to it", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "cachefort-env-")), "app.env");
    try {
      writeFileSync(file, await told("env"));
      const script =
        'set -a; . "$1"; cat "$CACHEFORT_MANIFEST" "$REDIS_CA_FILE$MEMCACHED_CA_FILE" ' +
        '"$REDIS_PASSWORD_FILE$MEMCACHED_PASSWORD_FILE"';
      const { stdout } = await run("sh", ["-c", script, "sh", file]);
      expect(stdout).toContain(`"name": "${name}"`);
      expect(stdout).toContain("BEGIN CERTIFICATE");
      expect(secretsIn(stdout, secretTexts(paths.secrets))).toHaveLength(1);
    } finally {
      rmSync(dirname(file), { recursive: true, force: true });
    }
  });
});

test("redis-cli follows redirections to every shard", async () => {
  // Slots 15913, 3658 and 7787: one key in each of the three shards.
  const { stdout } = await paste(
    "redis-cli",
    "api",
    "SET session:a 1\\nSET session:b 2\\nSET session:c 3\\nGET session:a\\nGET session:b\\nGET session:c\\n",
  );
  expect(stdout.split("\n").filter((line) => /^(OK|\d)$/.test(line))).toEqual([
    "OK",
    "OK",
    "OK",
    "1",
    "2",
    "3",
  ]);
});

test.each(["redis", "memcached"])(
  "examples/cache.ts in %s: a profile comes back, an update is seen, a query misses and then hits",
  async (engine) => {
    const tsx = join(ROOT, "node_modules", "tsx", "dist", "cli.mjs");
    const words = [tsx, "examples/cache.ts", "ci", engine];
    const { stderr, stdout } = await run(process.execPath, words, { cwd: ROOT });
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toEqual([
      "{ username: 'john_doe', visits: 0 }",
      "{ name: 'Grace' }",
      "{ entries: 2 }",
      "undefined",
      "100 0 100",
      "miss session:v1:popular-products?category=electronics&limit=2",
      "hit session:v1:popular-products?category=electronics&limit=2",
      "",
    ]);
  },
);

test("examples/connect.ts, which the README shows, reads back what it wrote", async () => {
  const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
  const example = await run(process.execPath, [tsx, "examples/connect.ts", "ci"], { cwd: ROOT });
  expect(example).toEqual({ stdout: '{"user":"ada"}\n<h1>Hello</h1>\n', stderr: "" });
});

test("examples/write-behind-worker/: what was queued is in the table when the worker has ended", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-people-"));
  const worker = new MortalProgram("examples/write-behind-worker/worker.ts", [
    "ci",
    join(folder, "people.db"),
  ]);
  try {
    await worker.said("works");
    const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
    const words = [tsx, "examples/write-behind-worker/producer.ts", "ci", "Ada", "Grace"];
    expect(await run(process.execPath, words, { cwd: ROOT })).toEqual({
      stdout: "{ accepted: 2, refused: 0, unconfirmed: 0 }\n",
      stderr: "",
    });
    worker.signal("SIGTERM");
    expect(await worker.end()).toBe(0);
    expect(worker.lines).toEqual(["works", "2 stored, 0 dead, 0 left: Ada, Grace"]);
  } finally {
    await worker.kill();
    rmSync(folder, { recursive: true });
  }
});

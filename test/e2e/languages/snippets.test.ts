import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { loadMemcachedManifest, loadRedisManifest } from "../../../clients/manifest-file";
import { connectMemcached } from "../../../clients/memcached/connect";
import {
  goRedisSnippet,
  lettuceSnippet,
  pythonBinaryMemcachedSnippet,
  ringConnection,
  snippetConnection,
} from "../../../clients/snippets";
import { cachefort } from "../../support/cachefort";
import { deployForTests, paths } from "../../support/ci-environment";
import { withPython } from "../../support/python";

const run = promisify(execFile);
/** On a ring of three, another ring would find all of them with a chance of 3^-100. */
const KEYS = Array.from({ length: 100 }, (_, index) => `page:${index}`);

deployForTests();

const shell = (script: string): Promise<{ stdout: string; stderr: string }> =>
  run("bash", ["-c", script], { env: withPython() });

/** Pastes what `cachefort connect` prints into a shell. */
async function paste(...words: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const snippet = await cachefort("connect", "ci", ...words);
  expect(snippet).toMatchObject({ code: 0, stderr: "" });
  return shell(snippet.stdout);
}

test.each([
  ["go-redis", "from go-redis\n"],
  ["lettuce", "from Lettuce\n"],
])("%s writes and reads as the application's user, without a warning", async (client, printed) => {
  expect(await paste("--name", "sessions", "--user", "api", "--client", client)).toEqual({
    stdout: printed,
    stderr: "",
  });
});

test.each(["go-redis", "lettuce"])("%s reads as a user that may only read", async (client) => {
  await paste("--name", "sessions", "--user", "api", "--client", "cachefort");
  const { stdout } = await paste("--name", "sessions", "--user", "report", "--client", client);
  expect(stdout).toBe("from cachefort\n");
});

test.each([
  ["go-redis", goRedisSnippet],
  ["lettuce", lettuceSnippet],
])("%s finds a cluster at an address that only its map leads from", async (_client, snippet) => {
  const deployed = loadRedisManifest(`${paths.manifests}/sessions.json`);
  const connection = snippetConnection(deployed, "api");
  const [first] = connection.entrypoints;
  if (first === undefined) throw new Error("no entrypoint");
  // Port 1 is tcpmux: nobody listens.
  const nowhere = { ...connection, entrypoints: [{ host: "127.0.0.1", port: 1 }] };
  await expect(shell(snippet(nowhere))).rejects.toThrow(/refused|connect/i);
  const mapped = { ...nowhere, addressMap: { "127.0.0.1:1": first } };
  expect((await shell(snippet(mapped))).stdout).toMatch(/^from /);
});

test("python-binary-memcached writes and reads, without a warning", async () => {
  expect(await paste("--name", "pages", "--client", "python-binary-memcached")).toEqual({
    stdout: "from python-binary-memcached\n",
    stderr: "",
  });
});

test("python-binary-memcached finds every key where the kit's client put it, and the reverse", async () => {
  const deployed = loadMemcachedManifest(`${paths.manifests}/pages.json`);
  const pages = connectMemcached(deployed, "web");
  try {
    for (const key of KEYS) await pages.set(key, `kit ${key}`, 600);
    const snippet = pythonBinaryMemcachedSnippet(ringConnection(deployed, "web", "machine"));
    const program = [
      `for key in ${JSON.stringify(KEYS)}:`,
      "    print(client_of(key).get(key))",
      '    client_of(key).set(key, f"python {key}" + "." * 1000, time=600, compress_level=0)',
    ];
    const many = snippet.replace('key = "hello"', program.join("\n") + '\nkey = "hello"');
    const { stdout } = await shell(many);
    expect(stdout.split("\n").slice(0, KEYS.length)).toEqual(KEYS.map((key) => `kit ${key}`));
    for (const key of KEYS) {
      expect(await pages.get(key)).toBe(`python ${key}${".".repeat(1000)}`);
    }
  } finally {
    await pages.close();
  }
});

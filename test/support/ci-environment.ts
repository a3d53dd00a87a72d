import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  loadMemcachedManifest,
  loadRedisManifest,
  readSecret,
  type LoadedManifest,
} from "../../clients/manifest-file";
import { connectNode } from "../../clients/redis/node-connection";
import type { MemcachedManifest, RedisManifest } from "../../constructs/core/manifest";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { OPERATOR_USER } from "../../constructs/redis/system-users";
import { cdktfEnvironment } from "../../operate/cdktf";
import { NodeFolder } from "../../operate/host/node-folder";
import { readAuthority } from "../../clients/manifest-file";
import { cachefort, ROOT } from "./cachefort";

const run = promisify(execFile);

/** Folders of the environment that the end-to-end tests deploy. */
export const paths = new EnvironmentPaths(ROOT, "ci", process.getuid?.() === 0);

/** Has it deployed before the tests of a file, and removed with its data after them. */
export function deployForTests(): void {
  beforeAll(async () => {
    const { code, stderr } = await cachefort("up", "ci", "--no-install", "--no-smoke");
    if (code !== 0) throw new Error(stderr);
  });
  afterAll(async () => {
    await cachefort("down", "ci", "--data");
  });
}

export function redisDeployed(name: string): LoadedManifest<RedisManifest> {
  return loadRedisManifest(join(paths.manifests, `${name}.json`));
}

export function memcachedDeployed(name: string): LoadedManifest<MemcachedManifest> {
  return loadMemcachedManifest(join(paths.manifests, `${name}.json`));
}

/** Folder of a node by the name of its cluster or ring and its id. */
export function nodeFolder(name: string, id: string): NodeFolder {
  return new NodeFolder(join(paths.home(name), id));
}

/** Pids of every server of the environment by node. */
export function serverPids(
  nodes: Readonly<Record<string, readonly string[]>>,
): Record<string, number | undefined> {
  return Object.fromEntries(
    Object.entries(nodes).flatMap(([name, ids]) =>
      ids.map((id) => [`${name}/${id}`, nodeFolder(name, id).server()?.pid]),
    ),
  );
}

/** Synthesizes the environment and runs Terraform in its stack's folder. */
export async function terraform(...args: readonly string[]): Promise<string> {
  const env = cdktfEnvironment("ci");
  const outdir = join(paths.directory, "plain.out");
  await run(process.execPath, ["--import", "tsx", "main.ts"], {
    cwd: ROOT,
    env: { ...env, CDKTF_OUTDIR: outdir },
  });
  const chdir = `-chdir=${join(outdir, "stacks", "cachefort-ci")}`;
  await run("terraform", [chdir, "init", "-no-color"], { env });
  const { stdout } = await run("terraform", [chdir, ...args, "-no-color"], { env });
  return stdout;
}

/** Number of keys of every node, by port. */
export async function keyCounts(
  deployed: LoadedManifest<RedisManifest>,
): Promise<Record<string, number>> {
  const { manifest } = deployed;
  const user = manifest.users.find(({ name }) => name === OPERATOR_USER);
  if (user === undefined || !("password" in user.auth)) throw new Error("no operator");
  const password = readSecret(user.auth.password, deployed);
  const counts: Record<string, number> = {};
  for (const { host, port } of manifest.entrypoints) {
    const node = await connectNode({
      host,
      port,
      user: OPERATOR_USER,
      password,
      authority: readAuthority(deployed),
    });
    try {
      counts[String(port)] = await node.dbsize();
    } finally {
      node.disconnect();
    }
  }
  return counts;
}

import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadedManifest } from "../../clients/manifest-file";
import type { MemcachedManifest } from "../../constructs/core/manifest";
import { memcachedManifest } from "../../constructs/memcached/manifest";
import { createMemcachedModel, type MemcachedNode } from "../../constructs/memcached/model";
import type { MemcachedClusterProps } from "../../constructs/memcached/props";
import type { TargetDriver } from "../../smoke/driver";
import { createTestAuthority, type SubjectNames, type TestAuthority } from "./certificates";
import { MemcachedServer, randomPassword } from "./memcached-server";

export interface TestRingOptions {
  /** Port of the first node. */
  readonly port: number;
  /** @default 3 */
  readonly nodes?: number;
  /** @default ["api"] */
  readonly users?: readonly string[];
  /** Anything else about the ring. @default - the kit's defaults */
  readonly props?: Partial<MemcachedClusterProps>;
  /** Names in the nodes' certificates. @default 127.0.0.1 */
  readonly names?: SubjectNames;
  /** Who signs the nodes' certificates. @default the authority that the manifest names */
  readonly signer?: TestAuthority;
  /** Turns a node's good command line into one that deserves to fail. */
  readonly arguments?: (good: readonly string[], node: MemcachedNode) => readonly string[];
}

/** A ring of real servers with its manifest on disk and a driver for it. */
export interface TestRing {
  readonly deployed: LoadedManifest<MemcachedManifest>;
  readonly driver: TargetDriver;
  readonly servers: readonly MemcachedServer[];
  readonly passwords: ReadonlyMap<string, string>;
  /** Stops the servers and removes every file. */
  close(): Promise<void>;
}

/** Starts a ring; after a failed start nothing is left. */
export async function startTestRing(options: TestRingOptions): Promise<TestRing> {
  const directory = mkdtempSync(join(tmpdir(), "cachefort-memcached-"));
  // The servers' own uid must pass; what is secret in it is 0600 or in a folder of 0700.
  chmodSync(directory, 0o711);
  const servers: MemcachedServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.kill()));
    rmSync(directory, { recursive: true });
  };
  try {
    return { ...(await startServers(options, directory, servers)), servers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startServers(
  options: TestRingOptions,
  directory: string,
  servers: MemcachedServer[],
): Promise<Omit<TestRing, "servers" | "close">> {
  const users = options.users ?? ["api"];
  const model = createMemcachedModel(
    "test",
    {
      ...options.props,
      name: "cache",
      port: options.port,
      nodes: options.nodes ?? 3,
      users: users.map((name) => ({ name })),
    },
    { build: { version: installedVersion(), passwordDatabase: false } },
  );
  const authority = await createTestAuthority("ring");
  const passwords = new Map(users.map((user) => [user, randomPassword()]));
  writeFileSync(join(directory, "ca.crt"), authority.certificate, { mode: 0o600 });
  for (const [user, password] of passwords) {
    writeFileSync(join(directory, `${user}.password`), `${password}\n`, { mode: 0o600 });
  }
  for (const node of model.nodes) {
    const server = new MemcachedServer({
      model,
      node,
      folder: join(directory, node.id),
      certificate: await (options.signer ?? authority).issue(
        options.names ?? { ipAddresses: [node.host] },
      ),
      authority: authority.certificate,
      passwords,
      arguments: (good) => options.arguments?.(good, node) ?? good,
    });
    servers.push(server);
    await server.start();
  }
  const manifest = memcachedManifest(model, {
    target: "host",
    authority: { file: "ca.crt" },
    password: (user) => ({ file: `${user}.password` }),
    node: (id) => id,
  });
  return { deployed: { manifest, directory }, driver: driverOf(servers), passwords };
}

function driverOf(servers: readonly MemcachedServer[]): TargetDriver {
  const find = (ref: string): MemcachedServer => {
    const server = servers.find((candidate) => candidate.ref === ref);
    if (server === undefined) throw new Error(`there is no node ${ref}`);
    return server;
  };
  return {
    kill: (ref) => find(ref).kill(),
    stop: (ref) => find(ref).stop(),
    start: (ref) => find(ref).start(),
    pause: (ref) => find(ref).pause(),
    resume: (ref) => find(ref).resume(),
    setLogin: (ref, user, password) => Promise.resolve(find(ref).setPassword(user, password)),
    isRunning: (ref) => Promise.resolve(find(ref).isRunning()),
    logs: (ref, lines) => Promise.resolve(find(ref).log.split("\n").slice(-lines).join("\n")),
  };
}

/** Version of the memcached on this machine. */
export function installedVersion(): string {
  return execFileSync("memcached", ["--version"], { encoding: "utf8" })
    .trim()
    .replace("memcached ", "");
}

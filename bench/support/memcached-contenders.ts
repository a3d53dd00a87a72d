import { once } from "node:events";
import { connect } from "node:net";
import Memcached from "memcached";
import { createNode, Memcache } from "memcache";
import { Client } from "memjs";
import { readAuthority, type LoadedManifest } from "../../clients/manifest-file";
import { MemcachedClient } from "../../clients/memcached/client";
import { connectMemcached } from "../../clients/memcached/connect";
import { Channel } from "../../clients/memcached/connection/channel";
import { readLogin } from "../../clients/memcached/login";
import { NodeConnection } from "../../clients/memcached/node-connection";
import { fixedLogin } from "../../clients/secrets/login-source";
import type { MemcachedManifest } from "../../constructs/core/manifest";
import { createRing, ringServerOf } from "../../constructs/memcached/ring";
import type { Contender } from "./client-turns";

const TIMEOUT_MS = 10_000;
const TTL_SECONDS = 300;

/** Opens a client of a ring of one node. */
export type Connect = (deployed: LoadedManifest<MemcachedManifest>) => Promise<Contender>;

/** Without TLS and login, which most of them do not know. This kit's client has no such mode but for this. */
export const inClear = {
  cachefort: async ({ manifest }) => {
    const [node] = manifest.nodes;
    if (node === undefined) throw new Error("the ring has no node");
    const { host, port } = node;
    const options = { host, port, minVersion: "TLSv1.2", timeoutMs: TIMEOUT_MS } as const;
    const access = fixedLogin({ authority: undefined });
    const connection = new NodeConnection({ ...options, access }, async () => {
      const socket = connect({ host, port, noDelay: true });
      await once(socket, "connect");
      return new Channel(socket);
    });
    return ours(
      new MemcachedClient(
        createRing(manifest.ring.servers),
        new Map([[ringServerOf(node), connection]]),
      ),
    );
  },
  memjs: async ({ manifest }) => {
    const client = Client.create(manifest.ring.servers.join(","), { timeout: TIMEOUT_MS / 1000 });
    return {
      set: (key, value) => client.set(key, value, { expires: TTL_SECONDS }),
      get: async (key) => (await client.get(key)).value?.toString(),
      close: async () => client.close(),
    };
  },
  memcached: async ({ manifest }) => {
    const client = new Memcached([...manifest.ring.servers], { timeout: TIMEOUT_MS });
    return {
      set: (key, value) =>
        new Promise((resolve, reject) => {
          const done = (error: unknown): void =>
            error === undefined
              ? resolve(undefined)
              : reject(new Error("memcached failed", { cause: error }));
          client.set(key, value, TTL_SECONDS, done);
        }),
      get: (key) =>
        new Promise((resolve, reject) => {
          const done = (error: unknown, value: string | undefined): void =>
            error === undefined
              ? resolve(value)
              : reject(new Error("memcached failed", { cause: error }));
          client.get(key, done);
        }),
      close: async () => client.end(),
    };
  },
  memcache: async ({ manifest }) => {
    const client = new Memcache({ nodes: [...manifest.ring.servers], timeout: TIMEOUT_MS });
    return {
      set: (key, value) => client.set(key, value, TTL_SECONDS),
      get: (key) => client.get(key),
      close: () => client.quit(),
    };
  },
} satisfies Readonly<Record<string, Connect>>;

/** Verified TLS and SASL, which one other client knows: for one command at a time. */
export const secured = {
  cachefort: async (deployed) => ours(connectMemcached(deployed, "api", { timeoutMs: TIMEOUT_MS })),
  memcache: async (deployed) => {
    const [node] = deployed.manifest.nodes;
    if (node === undefined) throw new Error("the ring has no node");
    const { login, password } = readLogin(deployed, "api");
    const client = createNode(node.host, node.port, {
      timeout: TIMEOUT_MS,
      sasl: { username: login, password },
      tls: { ca: readAuthority(deployed), rejectUnauthorized: true },
    });
    await client.connect();
    return {
      set: (key, value) => client.binarySet(key, value, TTL_SECONDS),
      get: (key) => client.binaryGet(key),
      close: () => client.disconnect(),
    };
  },
} satisfies Readonly<Record<string, Connect>>;

function ours(client: MemcachedClient): Contender {
  return {
    set: (key, value) => client.set(key, value, TTL_SECONDS),
    get: (key) => client.get(key),
    close: () => client.close(),
  };
}

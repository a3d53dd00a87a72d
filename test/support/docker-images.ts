import type { DockerEnvironmentInput } from "../../configs/schema";

type Images = NonNullable<DockerEnvironmentInput["images"]>;

const tag = "latest2";
const redis = { tag, uid: 999, gid: 999 };
const memcached = { tag, uid: 11211, gid: 11211, patchedBy: "distribution" } as const;
const patchedBy = "distribution" as const;

/** Debian 12: Redis 7.0, and memcached that reads a sasldb. */
export const BOOKWORM: Images = {
  redis: {
    ...redis,
    repository: "cachefort-test/bookworm",
    engine: { name: "redis", version: "7.0.15", patchedBy },
  },
  memcached: {
    ...memcached,
    repository: "cachefort-test/bookworm",
    version: "1.6.18",
    userDatabase: "sasldb",
  },
};

/** Debian 13: Valkey 8.1, and memcached with a password database. */
export const TRIXIE: Images = {
  redis: {
    ...redis,
    repository: "cachefort-test/trixie",
    engine: { name: "valkey", version: "8.1.1", patchedBy },
  },
  memcached: { ...memcached, repository: "cachefort-test/memcached-pwdb", version: "1.6.38" },
};

import type { DockerEnvironmentInput } from "../../configs/schema";
import {
  ACCOUNTS,
  BOOKWORM as DEBIAN_12,
  MEMCACHED_PWDB,
  TRIXIE as DEBIAN_13,
  type TestImage,
} from "./docker/images";

type Images = NonNullable<DockerEnvironmentInput["images"]>;

const patchedBy = "distribution" as const;

/** Debian 12: Redis 7.0, and memcached that reads a sasldb. */
export const BOOKWORM: Images = {
  redis: redis(DEBIAN_12, "redis"),
  memcached: memcached(DEBIAN_12, "sasldb"),
};

/** Debian 13: Valkey 8.1, and memcached with a password database as in the official image. */
export const TRIXIE: Images = {
  redis: redis(DEBIAN_13, "valkey"),
  memcached: memcached(MEMCACHED_PWDB, "password database"),
};

function redis(image: TestImage, name: "redis" | "valkey"): Images["redis"] {
  const version = versionOf(image, `${name}-server`);
  return { ...placeOf(image), ...ACCOUNTS[name], engine: { name, version, patchedBy } };
}

function memcached(
  image: TestImage,
  userDatabase: "sasldb" | "password database",
): Images["memcached"] {
  const version = versionOf(image, "memcached");
  return { ...placeOf(image), ...ACCOUNTS.memcache, version, userDatabase, patchedBy };
}

function placeOf({ name }: TestImage): { repository: string; tag: string } {
  const [repository = "", tag = ""] = name.split(":");
  return { repository, tag };
}

function versionOf({ name, programs }: TestImage, program: string): string {
  const version = programs[program];
  if (version === undefined) throw new Error(`${name} holds no ${program}`);
  return version;
}

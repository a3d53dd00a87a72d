import { ValidationError } from "../core/errors";
import { placeInNetwork, type NodeNetwork } from "../core/node-network";
import { refuseToken, requireInteger, requireName } from "../core/validate";
import type { MemcachedClusterProps, MemcachedUserProps } from "./props";

/** What is known about the server program. */
export interface MemcachedBuild {
  /** As `memcached --version` says, without the program's name. */
  readonly version: string;
  /** Built with `--enable-sasl-pwdb`: users come from a text file instead of sasldb. */
  readonly passwordDatabase: boolean;
}

export interface MemcachedNode {
  /** Number of the node from "0", stable over the life of the ring. */
  readonly id: string;
  /** Name or address that clients reach the node by, those on the engine's machine where it is a container. */
  readonly host: string;
  /** Name that containers of its network reach the node by. @default - they do not */
  readonly networkHost?: string;
  readonly port: number;
  /** Address in the network that the nodes have to themselves. @default - none: they listen at `host` */
  readonly address?: string;
  /** Whether a node has a machine of its own, at all of whose addresses it listens. @default false */
  readonly hasOwnMachine?: boolean;
}

/** A ring with every choice made, as plain data. Each prop is explained in `MemcachedClusterProps`. */
export interface MemcachedModel {
  readonly environment: string;
  readonly name: string;
  readonly version: string;
  /** Where the server finds its users; a client notices nothing of it. */
  readonly userDatabase: "sasldb" | "password database";
  readonly nodes: readonly MemcachedNode[];
  readonly users: readonly MemcachedUserProps[];
  readonly memoryMib: number;
  readonly maxItemSizeBytes: number;
  readonly maxConnections: number;
  readonly threads: number;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const HIGHEST_PORT = 65535;
/** Chunks of large items (`slab_chunk_max`): the server refuses an item size they do not divide. */
const ITEM_SIZE_STEP = 512 * 1024;
/**
 * Pages of 1 MiB that the other sizes of items keep: the server sorts items into 39 classes by size, and
 * gives each its first page whatever the limit. Counted on memcached 1.6.18.
 */
const OTHER_CLASSES_MIB = 38;
/** Leaves a password room: the server takes at most 252 bytes of user and password together. */
const USER_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** What the target decides for a ring. */
export interface MemcachedPlacement {
  readonly build: MemcachedBuild;
  /**
   * Name or address that clients reach every node by; by its id where each has a machine of its own, and
   * all have the same port.
   *
   * @default "127.0.0.1"
   */
  readonly host?: string | ((id: string) => string);
  /** @default - none: the nodes listen at `host` */
  readonly network?: NodeNetwork;
  /**
   * Port of the first node where the props name none.
   *
   * @default 11311
   */
  readonly port?: number;
}

/**
 * Resolves the defaults of a ring and refuses what would not work.
 *
 * @throws ValidationError TOKEN_NOT_ALLOWED, MEMCACHED_NAME_INVALID, MEMCACHED_NODES_INVALID,
 * MEMCACHED_MEMORY_INVALID, MEMCACHED_ITEM_SIZE_INVALID, MEMCACHED_CONNECTIONS_INVALID,
 * MEMCACHED_THREADS_INVALID, MEMCACHED_PORT_INVALID, MEMCACHED_USERS_MISSING,
 * MEMCACHED_USER_NAME_INVALID, MEMCACHED_USER_DUPLICATE, SUBNET_INVALID, SUBNET_ADDRESS_RESERVED
 */
export function createMemcachedModel(
  environment: string,
  props: MemcachedClusterProps,
  options: MemcachedPlacement,
): MemcachedModel {
  const memoryMib = requireInteger("MEMCACHED_MEMORY_INVALID", "memoryMib", props.memoryMib ?? 64, {
    min: OTHER_CLASSES_MIB + 1,
    max: 1_048_576,
    unit: "MiB: a page of 1 MiB for each size of items, which the server takes whatever the limit",
  });
  return {
    environment,
    name: requireName("MEMCACHED_NAME_INVALID", "name", props.name),
    version: options.build.version,
    userDatabase: options.build.passwordDatabase ? "password database" : "sasldb",
    nodes: resolveNodes(props, options),
    users: resolveUsers(props.users),
    memoryMib,
    maxItemSizeBytes: resolveItemSize(props, memoryMib),
    maxConnections: requireInteger(
      "MEMCACHED_CONNECTIONS_INVALID",
      "maxConnections",
      props.maxConnections ?? 1024,
      { min: 64, max: 65_536 },
    ),
    threads: requireInteger("MEMCACHED_THREADS_INVALID", "threads", props.threads ?? 4, {
      min: 1,
      max: 64,
    }),
  };
}

function resolveNodes(
  props: MemcachedClusterProps,
  { host = "127.0.0.1", network, port = 11311 }: MemcachedPlacement,
): MemcachedNode[] {
  const count = requireInteger("MEMCACHED_NODES_INVALID", "nodes", props.nodes ?? 3, {
    min: 1,
    max: 100,
  });
  const ports = typeof host === "string" ? count : 1;
  const first = requireInteger("MEMCACHED_PORT_INVALID", "port", props.port ?? port, {
    min: 1024,
    max: HIGHEST_PORT - ports + 1,
    ...(ports === 1 ? {} : { unit: `(the last of ${count} nodes must get a port too)` }),
  });
  return Array.from({ length: count }, (_, index) => {
    const id = String(index);
    if (typeof host !== "string") return { id, host: host(id), port: first, hasOwnMachine: true };
    const place =
      network === undefined ? { host } : placeInNetwork(network, host, id, first + index);
    return { id, ...place, port: first + index };
  });
}

function resolveItemSize(props: MemcachedClusterProps, memoryMib: number): number {
  const max = Math.min(GIB, (memoryMib * MIB) / 2, (memoryMib - OTHER_CLASSES_MIB) * MIB);
  const size = requireInteger(
    "MEMCACHED_ITEM_SIZE_INVALID",
    "maxItemSizeBytes",
    props.maxItemSizeBytes ?? MIB,
    {
      min: ITEM_SIZE_STEP,
      max,
      unit: `bytes: at most half of memoryMib, and what it has beyond ${OTHER_CLASSES_MIB} MiB`,
    },
  );
  if (size % ITEM_SIZE_STEP === 0) return size;
  throw new ValidationError("MEMCACHED_ITEM_SIZE_INVALID", {
    problem: "maxItemSizeBytes is not a multiple of the size of the server's chunks",
    received: size,
    allowed: `a multiple of ${ITEM_SIZE_STEP} bytes`,
    fix: `round maxItemSizeBytes to ${Math.ceil(size / ITEM_SIZE_STEP) * ITEM_SIZE_STEP}`,
  });
}

function resolveUsers(users: readonly MemcachedUserProps[]): MemcachedUserProps[] {
  if (users.length === 0) {
    throw new ValidationError("MEMCACHED_USERS_MISSING", {
      problem: "the ring has no user, so nobody could log in",
      received: users,
      allowed: "one user or more",
      fix: 'name one, such as users: [{ name: "api" }]',
    });
  }
  const seen = new Set<string>();
  return users.map(({ name }, index) => {
    requireUserName(`users[${index}].name`, name);
    if (seen.has(name)) {
      throw new ValidationError("MEMCACHED_USER_DUPLICATE", {
        problem: `users[${index}].name is taken by a user before it`,
        received: name,
        fix: "give each user its own name",
      });
    }
    seen.add(name);
    return { name };
  });
}

function requireUserName(what: string, name: string): void {
  refuseToken(what, name);
  if (USER_NAME.test(name)) return;
  throw new ValidationError("MEMCACHED_USER_NAME_INVALID", {
    problem: `${what} is not a usable login name`,
    received: name,
    allowed: "1 to 128 letters, digits, _ . - and neither . nor - at the start",
    fix: `rename ${what}`,
  });
}

/** Someone who may log in. SASL knows no privileges: every user may read, write and flush everything. */
export interface MemcachedUserProps {
  /**
   * Login name: letters, digits, `_`, `.` and `-`, not starting with `.` or `-`; up to 128 bytes.
   * The password is made by the kit.
   */
  readonly name: string;
}

/**
 * A ring of Memcached nodes. Login (SASL PLAIN) and TLS have no switch: they are always on, and no
 * node listens for ASCII or UDP.
 *
 * No prop accepts a token: all of them decide which resources exist.
 */
export interface MemcachedClusterProps {
  /** Name of the ring, unique in its environment: a letter, then up to 39 of `a-z`, `0-9`, `-`. */
  readonly name: string;

  /** Who may log in; at least one. */
  readonly users: readonly MemcachedUserProps[];

  /**
   * Number of nodes, 1 to 100. A key lives on one node; a node that stops takes its share along.
   *
   * @default 3
   */
  readonly nodes?: number;

  /**
   * Memory for items, in MiB per node, 39 to 1,048,576. Connections and buffers come on top. The server
   * gives each of its 39 sizes of items one page of 1 MiB whatever the limit: sizes that come when the
   * memory is full take up to 38 MiB more.
   *
   * @default 64
   */
  readonly memoryMib?: number;

  /**
   * Largest item (key, value and header), in bytes: a multiple of 524,288 that is at most 1 GiB, at most
   * half of `memoryMib`, and at most what `memoryMib` has beyond 38 MiB.
   *
   * An item above 1 MiB needs several pages. Where smaller items came first and hold all of them, it is
   * refused as out of memory: give large items a ring of their own.
   *
   * @default 1048576
   */
  readonly maxItemSizeBytes?: number;

  /**
   * Most connections a node serves at a time, 64 to 65,536. One more is closed at once.
   *
   * @default 1024
   */
  readonly maxConnections?: number;

  /**
   * Worker threads per node, 1 to 64. More than the machine has cores buys nothing.
   *
   * @default 4
   */
  readonly threads?: number;

  /**
   * TCP port of the first node, 1024 to 65,535; each further node on the same machine takes the next.
   *
   * @default 11311
   */
  readonly port?: number;
}

import type { MemcachedModel } from "./model";

/** A connection with TLS takes 15 KiB while it is idle (1,000 on memcached 1.6.18), and buffers at work. */
const CONNECTION_MIB = 1 / 16;
/** Pages that the server takes beyond its limit; see `memoryMib`. */
const PAGES_MIB = 38;

/** MiB that a server takes at most: items, pages beyond their limit, and connections. */
export function serverMemoryMib({
  maxConnections,
  memoryMib,
}: Pick<MemcachedModel, "maxConnections" | "memoryMib">): number {
  return Math.ceil(memoryMib + PAGES_MIB + maxConnections * CONNECTION_MIB);
}

import { ValidationError } from "../constructs/core/errors";
import { firstRepeated } from "../constructs/core/first-repeated";
import type { Manifest } from "../constructs/core/manifest";
import { BUS_PORT_OFFSET } from "../constructs/redis/topology";

/**
 * Refuses two clusters or rings of one environment with the same name.
 *
 * @throws ValidationError NAME_TWICE
 */
export function requireDistinctNames(names: readonly string[]): void {
  const twice = firstRepeated(names);
  if (twice === undefined) return;
  throw new ValidationError("NAME_TWICE", {
    problem: "two clusters or rings of the environment have the same name",
    received: twice,
    allowed: "each name once per environment",
    fix: "rename one of them",
  });
}

/**
 * Refuses two clusters or rings of one machine that would listen on the same port.
 *
 * @throws ValidationError PORT_TWICE
 */
export function requireDistinctPorts(manifests: readonly Manifest[]): void {
  const holders = new Map<number, string>();
  for (const manifest of manifests) {
    for (const port of portsOf(manifest)) {
      const holder = holders.get(port);
      if (holder !== undefined) {
        throw new ValidationError("PORT_TWICE", {
          problem: `${holder} and ${manifest.name} both listen on port ${port}`,
          received: port,
          allowed: "ports that overlap nowhere, bus ports (data port + 10000) included",
          fix: `give ${manifest.name} another \`port\``,
        });
      }
      holders.set(port, manifest.name);
    }
  }
}

/**
 * Refuses two nodes of one network that would have the same address: their ports differ in nothing but
 * what the subnet is too small for.
 *
 * @throws ValidationError ADDRESS_TWICE
 */
export function requireDistinctAddresses(
  nodes: readonly { readonly name: string; readonly address: string }[],
): void {
  const holders = new Map<string, string>();
  for (const { address, name } of nodes) {
    const holder = holders.get(address);
    if (holder !== undefined) {
      throw new ValidationError("ADDRESS_TWICE", {
        problem: `nodes of ${holder} and ${name} would have the same address in the network`,
        received: address,
        allowed: "ports whose last bits differ: an address is made of as many as the subnet leaves",
        fix: `give ${name} another \`port\`, or the environment a larger \`subnet\``,
      });
    }
    holders.set(address, name);
  }
}

/**
 * Refuses two users, or two replication groups, of ElastiCache with one id, which is unique in the account
 * and region: a hyphen in a name may stand where another name ends.
 *
 * @throws ValidationError ELASTICACHE_ID_TWICE
 */
export function requireDistinctIds(
  what: "replication groups" | "users",
  all: readonly { readonly name: string; readonly id: string }[],
): void {
  const holders = new Map<string, string>();
  for (const { id, name } of all) {
    const holder = holders.get(id);
    if (holder !== undefined) {
      throw new ValidationError("ELASTICACHE_ID_TWICE", {
        problem: `${what} of ${holder} and ${name} would have the same id in ElastiCache`,
        received: id,
        allowed: "each id once in the account and region",
        fix: `rename ${name} or one of its users, or correct replicationGroupId`,
      });
    }
    holders.set(id, name);
  }
}

function portsOf(manifest: Manifest): number[] {
  if (manifest.kind === "memcached") return manifest.nodes.map(({ port }) => port);
  return manifest.nodes.flatMap(({ port }) =>
    port === undefined ? [] : [port, port + BUS_PORT_OFFSET],
  );
}

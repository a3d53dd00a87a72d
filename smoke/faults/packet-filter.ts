import type { NetworkCut } from "../driver";

/** Chains that only a fault makes: a node's own namespace has none as deployed. */
const CHAINS = { in: "CACHEFORT-FAULT-IN", out: "CACHEFORT-FAULT-OUT" } as const;
const HOOKS = { in: "INPUT", out: "OUTPUT" } as const;
const BOTH = ["in", "out"] as const;

/**
 * Input of `iptables-restore --noflush` that drops packets at a node. Its loopback stays open: what asks
 * for the node's health and settles its place in the cluster runs beside the server.
 *
 * @param addresses of the peers that the cut names
 */
export function cutRules({ directions = BOTH, whom }: NetworkCut, addresses: readonly string[]) {
  const rules = directions.flatMap((direction) => {
    const chain = CHAINS[direction];
    const [peer, loopback] = direction === "in" ? ["-s", "-i lo"] : ["-d", "-o lo"];
    const named = addresses.map(
      (address) => `-A ${chain} ${peer} ${address} -j ${whom === "peers" ? "DROP" : "RETURN"}`,
    );
    return [
      `:${chain} - [0:0]`,
      `-A ${chain} ${loopback} -j RETURN`,
      ...named,
      ...(whom === "peers" ? [] : [`-A ${chain} -j DROP`]),
      `-I ${HOOKS[direction]} -j ${chain}`,
    ];
  });
  return restoreInput(rules);
}

/**
 * The same that takes every cut away again.
 *
 * @param listed output of `iptables -S`
 * @returns `undefined` when there is none
 */
export function mendRules(listed: string): string | undefined {
  const made = BOTH.filter((direction) => listed.includes(`-N ${CHAINS[direction]}`));
  if (made.length === 0) return undefined;
  return restoreInput(
    made.flatMap((direction) => {
      const chain = CHAINS[direction];
      return [`-D ${HOOKS[direction]} -j ${chain}`, `-F ${chain}`, `-X ${chain}`];
    }),
  );
}

/** All lines of a table take effect at the same moment, or none. */
function restoreInput(lines: readonly string[]): string {
  const chains = lines.filter((line) => line.startsWith(":"));
  const rules = lines.filter((line) => !line.startsWith(":"));
  return ["*filter", ...chains, ...rules, "COMMIT", ""].join("\n");
}

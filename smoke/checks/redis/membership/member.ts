import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { type ClusterNodeLine, selfLine } from "../../../../constructs/redis/cluster-nodes";
import { BUS_PORT_OFFSET } from "../../../../constructs/redis/topology";
import { isSettled } from "./settled-line";
import type { CheckContext } from "../../../check";
import { isNodeFailure } from "../../judge";
import { type FaultNode, type LiveNode, ownerOf } from "../live-shards";
import { command, linesAt } from "./operator";

const POLL_MS = 100;

/** A replica that leaves its cluster and is taken back. */
export interface Member {
  readonly node: LiveNode;
  /** Every other node. */
  readonly others: readonly FaultNode[];
  /** What a peer knew of the others before. */
  readonly lines: readonly ClusterNodeLine[];
  /** A slot of its shard. */
  readonly slot: number;
}

/** Has the node meet every other one; meeting a node that it knows already changes nothing. */
export async function meetAll(
  context: CheckContext<RedisManifest>,
  { lines, node }: Member,
): Promise<void> {
  for (const { host, id, port } of lines) {
    if (id === node.clusterId) continue;
    await command(context, node, "CLUSTER", "MEET", host, port, port + BUS_PORT_OFFSET);
  }
}

/** The others that do not know the node; one whose handshake is under way does not. @throws NodeFailure */
export async function strangersTo(
  context: CheckContext<RedisManifest>,
  { node, others }: Member,
): Promise<FaultNode[]> {
  const views = await Promise.all(others.map((other) => linesAt(context, other)));
  return others.filter((_, index) => views[index]?.some((line) => isLineOf(line, node)) !== true);
}

/** Whether the node knows all others, and follows the owner of its shard's slots. @throws NodeFailure */
export async function isMember(
  context: CheckContext<RedisManifest>,
  member: Member,
): Promise<boolean> {
  const own = await linesAt(context, member.node);
  const owner = ownerOf(own, member.slot);
  if (owner === undefined || selfLine(own)?.primaryId !== owner.id) return false;
  const known = own.filter(isSettled).length;
  return known === member.lines.length && (await strangersTo(context, member)).length === 0;
}

/** Has the node follow the owner of its shard's slots, once it knows it. @throws NodeFailure */
export async function follow(context: CheckContext<RedisManifest>, member: Member): Promise<void> {
  const own = await linesAt(context, member.node);
  const owner = ownerOf(own, member.slot);
  if (owner === undefined || selfLine(own)?.primaryId === owner.id) return;
  await command(context, member.node, "CLUSTER", "REPLICATE", owner.id);
}

/** Takes the node back whatever it is now; goes on until it is a member, also where something fails. */
export async function takeBack(
  context: CheckContext<RedisManifest>,
  member: Member,
  withinMs: number,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const problem = await attempt(context, member);
    if (problem === undefined) return;
    if (performance.now() >= deadline) {
      throw new Error(`node ${member.node.id} is no member again after ${withinMs} ms: ${problem}`);
    }
    await sleep(POLL_MS);
  }
}

async function attempt(
  context: CheckContext<RedisManifest>,
  member: Member,
): Promise<string | undefined> {
  try {
    if (await isMember(context, member)) return undefined;
    await meetAll(context, member);
    await follow(context, member);
    return "it has met the others";
  } catch (error) {
    if (!isNodeFailure(error)) throw error;
    return error.message;
  }
}

function isLineOf(line: ClusterNodeLine, { clusterId }: LiveNode): boolean {
  return line.id === clusterId && isSettled(line);
}

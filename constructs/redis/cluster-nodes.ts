import { parseSlotRange, SLOT_COUNT, slotsIn } from "./slots";

/** One line of `CLUSTER NODES`. */
export interface ClusterNodeLine {
  readonly id: string;
  readonly host: string;
  /** What it announces with `cluster-announce-hostname`. */
  readonly hostname: string | undefined;
  readonly port: number;
  readonly flags: readonly string[];
  /** Id of the primary, for a replica. */
  readonly primaryId: string | undefined;
  readonly configEpoch: number;
  readonly isConnected: boolean;
  /** Owned slots as the engine prints them, such as `0-5460`; migrating slots are left out. */
  readonly slots: readonly string[];
}

/** Parses the answer of `CLUSTER NODES` (Redis documentation, "CLUSTER NODES"). */
export function parseClusterNodes(text: string): ClusterNodeLine[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [id = "", address = "", flags = "", primary = "-", , , epoch = "0", link, ...slots] =
        line.trim().split(" ");
      const match = /^(.*):(\d+)(?:@\d+)?(?:,([^,]*).*)?$/.exec(address);
      const hostname = match?.[3];
      return {
        id,
        host: match?.[1] ?? "",
        hostname: hostname === "" ? undefined : hostname,
        port: Number(match?.[2] ?? 0),
        flags: flags.split(","),
        primaryId: primary === "-" ? undefined : primary,
        configEpoch: Number(epoch),
        isConnected: link === "connected",
        slots: slots.filter((slot) => !slot.startsWith("[")),
      };
    });
}

/** A node's own line tells where slots of it are on the way to, as `[93->-<id>]` (Redis documentation, "CLUSTER NODES"). */
const MIGRATING = /\[\d+->-([0-9a-f]+)\]/g;

/** Ids of the nodes to which the node that was asked is moving slots. */
export function migrationTargets(text: string): string[] {
  return [...new Set([...text.matchAll(MIGRATING)].map(([, id = ""]) => id))];
}

/** The line of the node that was asked. */
export function selfLine(lines: readonly ClusterNodeLine[]): ClusterNodeLine | undefined {
  return lines.find(({ flags }) => flags.includes("myself"));
}

/**
 * What all nodes of a whole cluster agree on: who owns which slots and who follows whom.
 * Two nodes agree if and only if their texts are the same.
 */
export function ownershipOf(lines: readonly ClusterNodeLine[]): string {
  return lines
    .map((line) => `${line.id} ${line.primaryId ?? "-"} ${line.slots.join(",")}`)
    .sort()
    .join("\n");
}

/** Whether every slot has an owner among the lines. */
export function coversAllSlots(lines: readonly ClusterNodeLine[]): boolean {
  const ranges = lines.flatMap((line) => line.slots).map(parseSlotRange);
  return ranges.reduce((owned, range) => owned + slotsIn(range), 0) === SLOT_COUNT;
}

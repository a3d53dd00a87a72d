import { parseClusterNodes } from "../../../../constructs/redis/cluster-nodes";

/** A port that a node tells clients of some node of the cluster. */
export interface NamedPort {
  /** The answer that names it, such as `CLUSTER SLOTS`. */
  readonly by: string;
  /** Id of the node in the cluster. */
  readonly clusterId: string;
  readonly port: number;
}

/** Ports in an answer to `CLUSTER NODES`. */
export function portsInNodes(text: string): NamedPort[] {
  return parseClusterNodes(text).map(({ id, port }) => ({
    by: "CLUSTER NODES",
    clusterId: id,
    port,
  }));
}

/** Ports in an answer to `CLUSTER SLOTS`: ranges of first slot, last slot and nodes. */
export function portsInSlots(answer: unknown): NamedPort[] {
  const named = listOf(answer)
    .flatMap((range) => listOf(range).slice(2).map(listOf))
    .map(([, port, id]) => ({ by: "CLUSTER SLOTS", clusterId: String(id), port: Number(port) }));
  return distinct(named);
}

/** Ports in an answer to `CLUSTER SHARDS`, which has a field for each kind of port. */
export function portsInShards(answer: unknown): NamedPort[] {
  return listOf(answer)
    .flatMap((shard) => listOf(fieldsOf(shard).get("nodes")).map(fieldsOf))
    .flatMap((node) =>
      ["port", "tls-port"].flatMap((field) => {
        const port = node.get(field);
        const clusterId = String(node.get("id"));
        return port === undefined
          ? []
          : [{ by: `CLUSTER SHARDS (${field})`, clusterId, port: Number(port) }];
      }),
    );
}

/** A map as RESP2 sends it: names and values in turn. */
function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  const list = listOf(value);
  return new Map(
    list.flatMap((name, index) => (index % 2 === 0 ? [[String(name), list[index + 1]]] : [])),
  );
}

function distinct(ports: readonly NamedPort[]): NamedPort[] {
  return [...new Map(ports.map((one) => [`${one.clusterId} ${one.port}`, one])).values()];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

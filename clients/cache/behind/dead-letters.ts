import type { Cluster } from "ioredis";
import { FIELD, fieldsOf, type RawEntry } from "./entry";
import { PartitionStream } from "./partition-stream";
import type { BuriedUpdate } from "./worker-props";
import { confirmationOf, type QueueAccessProps } from "./write-behind-props";

/** An update that the store would not take. */
export interface DeadLetter extends BuriedUpdate {
  readonly partition: number;
  /** Id of the entry in the partition's stream of dead letters. */
  readonly id: string;
  /** The value as JSON; `undefined` for an entry that has none. */
  readonly text: string | undefined;
}

/** Reads the dead letters of a queue, and puts them back or away. They stay until somebody does. */
export class DeadLetters {
  private readonly cluster: Cluster;

  constructor(private readonly props: QueueAccessProps) {
    this.cluster = props.cluster;
  }

  /** Number of all dead letters. */
  async count(): Promise<number> {
    const { queue } = this.props;
    const lengths = await Promise.all(
      queue.numbers.map((partition) => this.cluster.xlen(queue.deadLetters(partition))),
    );
    return lengths.reduce((sum, length) => sum + length, 0);
  }

  /** The oldest of a partition. @param limit at most so many, from 1 */
  async list(partition: number, limit: number): Promise<readonly DeadLetter[]> {
    const stream = this.props.queue.deadLetters(partition);
    const entries = await this.cluster.xrange(stream, "-", "+", "COUNT", limit);
    return entries.map((entry) => letterOf(partition, entry));
  }

  /**
   * Queues one again, with the version that it had: where the store has something newer by now, it has no effect.
   *
   * @throws UnavailableError WRITE_BEHIND_UNREACHABLE
   * @throws OperationError WRITE_BEHIND_REFUSED, WRITE_BEHIND_UNCONFIRMED: it is still a dead letter
   */
  async requeue({ id, key, partition, text, version }: DeadLetter): Promise<void> {
    const stream = new PartitionStream(
      this.cluster,
      this.props.queue,
      partition,
      confirmationOf(this.props),
    );
    const fields = [
      ...(key === undefined ? [] : [FIELD.key, key]),
      ...(text === undefined ? [] : [FIELD.value, text]),
    ];
    // The client follows a failover, and so knows the primary.
    await this.cluster.xlen(stream.updates);
    try {
      await stream.requeue(fields, version);
    } finally {
      stream.close();
    }
    await this.cluster.xdel(stream.deadLetters, id);
  }

  /** Deletes one for ever. */
  async discard({ id, partition }: DeadLetter): Promise<void> {
    await this.cluster.xdel(this.props.queue.deadLetters(partition), id);
  }
}

function letterOf(partition: number, [id, fields]: RawEntry): DeadLetter {
  const named = fieldsOf(fields);
  return {
    partition,
    id,
    key: named.get(FIELD.key),
    text: named.get(FIELD.value),
    version: named.get(FIELD.version) ?? "",
    reason: named.get(FIELD.reason) ?? "",
  };
}

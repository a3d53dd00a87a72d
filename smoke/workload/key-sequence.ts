import { SLOT_COUNT, slotOf } from "../../constructs/redis/slots";

/** Which keys a client of the write load uses. */
export interface KeySequenceProps {
  readonly runId: string;
  /** Number of the client, from 0. */
  readonly client: number;
  /** Number of the shard that owns a slot. */
  readonly shardOfSlot: (slot: number) => number;
  /**
   * The shard that gets every second key, whatever its share of the slots.
   * @default - none: every key falls where it falls
   */
  readonly shardUnderTest?: number;
}

/**
 * Never the same key twice: `cf-smoke:<runId>:w<client>:<sequence>`. With a shard
 * under test, keys alternate between it and any shard; sequence numbers whose key falls elsewhere are left out.
 */
export class KeySequence {
  private sequence = 0;
  private isForShardUnderTest = false;

  /** @throws RangeError when the shard under test owns no slot */
  constructor(private readonly props: KeySequenceProps) {
    const { shardOfSlot, shardUnderTest } = props;
    const slots = Array.from({ length: SLOT_COUNT }, (_, slot) => slot);
    if (
      shardUnderTest !== undefined &&
      !slots.some((slot) => shardOfSlot(slot) === shardUnderTest)
    ) {
      throw new RangeError(`shard ${shardUnderTest} owns no slot`);
    }
  }

  next(): string {
    const { shardOfSlot, shardUnderTest } = this.props;
    this.isForShardUnderTest = shardUnderTest !== undefined && !this.isForShardUnderTest;
    for (;;) {
      const key = this.following();
      if (!this.isForShardUnderTest || shardOfSlot(slotOf(key)) === shardUnderTest) return key;
    }
  }

  private following(): string {
    const { runId, client } = this.props;
    return `cf-smoke:${runId}:w${client}:${this.sequence++}`;
  }
}

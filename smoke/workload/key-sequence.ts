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
  /**
   * Number of keys, after which the first one is written again; for keys that fall where they fall.
   * @default - never the same key twice
   */
  readonly keys?: number;
}

/**
 * Never the same key twice, unless it is told so: `cf-smoke:<runId>:w<client>:<sequence>`. With a shard
 * under test, keys alternate between it and any shard; sequence numbers whose key falls elsewhere are left out.
 */
export class KeySequence {
  private sequence = 0;
  private isForShardUnderTest = false;
  private shardUnderTest: number | undefined;

  /** @throws as `aimAt` */
  constructor(private readonly props: KeySequenceProps) {
    if (props.shardUnderTest !== undefined) this.aimAt(props.shardUnderTest);
  }

  /**
   * Has another shard under test from now on.
   *
   * @throws RangeError when it owns no slot, or when keys are written again: none of them may be its own
   */
  aimAt(shard: number): void {
    if (this.props.keys !== undefined) throw new RangeError("the same keys cannot aim at a shard");
    const slots = Array.from({ length: SLOT_COUNT }, (_, slot) => slot);
    if (!slots.some((slot) => this.props.shardOfSlot(slot) === shard)) {
      throw new RangeError(`shard ${shard} owns no slot`);
    }
    this.shardUnderTest = shard;
  }

  next(): string {
    const { shardUnderTest } = this;
    const { shardOfSlot } = this.props;
    this.isForShardUnderTest = shardUnderTest !== undefined && !this.isForShardUnderTest;
    for (;;) {
      const key = this.following();
      if (!this.isForShardUnderTest || shardOfSlot(slotOf(key)) === shardUnderTest) return key;
    }
  }

  private following(): string {
    const { client, keys = Infinity, runId } = this.props;
    return `cf-smoke:${runId}:w${client}:${this.sequence++ % keys}`;
  }
}

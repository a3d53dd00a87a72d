import { CachefortError, OperationError, ValidationError } from "../../../constructs/core/errors";
import { encodeJson } from "../json-value";
import { valueTooLarge } from "../value-size";
import { requireAgreement } from "./agreement";
import { notQueued } from "./errors";
import { Intake } from "./intake";
import {
  completeWriteBehindProps,
  type CompleteWriteBehindProps,
  type WriteBehindProps,
} from "./write-behind-props";

/** What became of updates so far. */
export interface WriteBehindFigures {
  /** In the queue, and confirmed by replicas. */
  readonly accepted: number;
  /** Not in the queue, by their errors. */
  readonly refused: number;
  /** `WRITE_BEHIND_UNCONFIRMED`: in the queue, or not. */
  readonly unconfirmed: number;
}

const MAX_KEY_BYTES = 8192;

/**
 * Write-behind: `save` ends when the update is in a durable queue; a `WriteBehindWorker` brings it to the store.
 *
 * An update is accepted when the primary has it in its stream and replicas have confirmed it. Of two
 * updates of a key, the one whose `save` began after the other's had ended is stored last. It keeps a connection for each partition that it writes to.
 */
export class WriteBehind<T> {
  private readonly props: CompleteWriteBehindProps;
  private readonly intakes = new Map<number, Intake>();
  private readonly counts = { accepted: 0, refused: 0, unconfirmed: 0 };
  private agreement: Promise<void> | undefined;
  private isClosed = false;

  /** @throws ValidationError WRITE_BEHIND_INVALID */
  constructor(props: WriteBehindProps) {
    this.props = completeWriteBehindProps(props);
  }

  /**
   * Queues a value.
   *
   * @returns its version, which the store will have
   * @throws ValidationError CACHE_KEY_INVALID, CACHE_VALUE_INVALID, CACHE_VALUE_TOO_LARGE, WRITE_BEHIND_PARTITIONS
   * @throws UnavailableError WRITE_BEHIND_FULL, WRITE_BEHIND_UNREACHABLE: nothing was queued
   * @throws OperationError WRITE_BEHIND_REFUSED, WRITE_BEHIND_CLOSED: nothing was queued
   * @throws OperationError WRITE_BEHIND_UNCONFIRMED: it may be stored or lost; it may be stored even after a value that is
   * saved later
   */
  async save(key: string, value: T): Promise<string> {
    try {
      const version = await this.queue(key, value);
      this.counts.accepted += 1;
      return version;
    } catch (error) {
      const isUnknown = (error as { code?: unknown }).code === "WRITE_BEHIND_UNCONFIRMED";
      this.counts[isUnknown ? "unconfirmed" : "refused"] += 1;
      throw error;
    }
  }

  figures(): WriteBehindFigures {
    return { ...this.counts };
  }

  /** Takes no more, and ends when what it has taken is answered. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.intakes.values()].map((intake) => intake.close()));
  }

  private async queue(key: string, value: T): Promise<string> {
    requireKey(key);
    const text = encodeJson(value);
    const { cluster, maxValueBytes, queue } = this.props;
    if (Buffer.byteLength(text) > maxValueBytes) {
      throw valueTooLarge(text, `${maxValueBytes} bytes, maxValueBytes of the queue`);
    }
    this.agreement ??= requireAgreement(cluster, queue).catch((error: unknown) => {
      this.agreement = undefined;
      throw CachefortError.is(error) ? error : notQueued(queue.settings, error);
    });
    await this.agreement;
    if (this.isClosed) {
      throw new OperationError("WRITE_BEHIND_CLOSED", {
        problem: `the producer of queue ${queue.name} was closed`,
        fix: "end what saves before it is closed",
      });
    }
    return this.intakeOf(queue.partitionOf(key)).take(key, text);
  }

  private intakeOf(partition: number): Intake {
    const known = this.intakes.get(partition);
    if (known !== undefined) return known;
    const intake = new Intake(this.props, this.props.queue.updates(partition));
    this.intakes.set(partition, intake);
    return intake;
  }
}

function requireKey(key: unknown): void {
  const bytes = typeof key === "string" ? Buffer.from(key) : Buffer.alloc(0);
  // Half a character would come back as another one.
  const isWhole = bytes.toString() === key;
  if (isWhole && bytes.length >= 1 && bytes.length <= MAX_KEY_BYTES) return;
  throw new ValidationError("CACHE_KEY_INVALID", {
    problem: "the key of an update is no text, empty, too long or has half a character",
    allowed: `1 to ${MAX_KEY_BYTES} bytes of UTF-8`,
    fix: "name what the value belongs to, such as person:7",
  });
}

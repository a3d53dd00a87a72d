import { setTimeout as sleep } from "node:timers/promises";
import { readFailure, type SecretsManagerReader } from "../secrets-manager";
import { awsSecretsReader } from "./aws-secrets-reader";

/** How long nobody tries again what was refused a moment ago, in milliseconds. */
export const REFUSAL_PAUSE_MS = 5000;
/** How long a first reading that failed answers for those that follow, in milliseconds. */
const FAILURE_PAUSE_MS = 1000;
/** How long a connection waits for a text that is to replace one at hand, in milliseconds. */
const REPLACEMENT_WAIT_MS = 1000;

/** What is known of one secret. */
interface Known {
  text?: string;
  /** When the reading of `text` began, by the clock: a process may be suspended. */
  readAt?: number;
  reading?: Promise<string> | undefined;
  failure?: { readonly error: Error; readonly at: number } | undefined;
  renewedAt?: number;
}

/** How a text is asked for. */
export interface SecretAge {
  /** Milliseconds after which a text is read anew. */
  readonly maxAgeMs: number;
  /** Hears why a text that is too old stays in use. */
  readonly onStale?: (error: Error) => void;
}

/**
 * Texts of secrets, each read once for all who ask meanwhile. A text that is too old serves on while its
 * successor cannot be read or takes long: the server judges it, and does not depend on a second service.
 */
export class SecretCache {
  private readonly secrets = new Map<string, Known>();

  constructor(private readonly reader: SecretsManagerReader) {}

  /** @throws UnavailableError SECRET_UNREADABLE, AWS_SDK_MISSING when there is no text at all */
  async read(name: string, { maxAgeMs, onStale }: SecretAge): Promise<string> {
    const known = this.known(name);
    const { failure, readAt, text } = known;
    if (text === undefined) {
      if (failure !== undefined && isWithin(FAILURE_PAUSE_MS, failure.at)) throw failure.error;
      return this.fetch(name, known);
    }
    if (isWithin(maxAgeMs, readAt)) return text;
    if (failure !== undefined && isWithin(REFUSAL_PAUSE_MS, failure.at)) return text;
    const fetched = this.fetch(name, known).catch((error: Error) => {
      onStale?.(error);
      return text;
    });
    return Promise.race([fetched, sleep(REPLACEMENT_WAIT_MS, text, { ref: false })]);
  }

  /**
   * Reads a text anew that was refused; within a few seconds of the last time it is the one at hand.
   *
   * @throws UnavailableError SECRET_UNREADABLE, AWS_SDK_MISSING
   */
  async renew(name: string): Promise<string> {
    const known = this.known(name);
    if (known.reading !== undefined) return known.reading;
    if (known.text !== undefined && isWithin(REFUSAL_PAUSE_MS, known.renewedAt)) return known.text;
    known.renewedAt = Date.now();
    return this.fetch(name, known);
  }

  private known(name: string): Known {
    const known = this.secrets.get(name) ?? {};
    this.secrets.set(name, known);
    return known;
  }

  private fetch(name: string, known: Known): Promise<string> {
    known.reading ??= this.ask(name, known).finally(() => (known.reading = undefined));
    return known.reading;
  }

  private async ask(name: string, known: Known): Promise<string> {
    const begun = Date.now();
    try {
      const text = await this.reader(name);
      Object.assign(known, { text, readAt: begun, failure: undefined });
      return text;
    } catch (cause) {
      const error = readFailure(name, cause);
      known.failure = { error, at: Date.now() };
      throw error;
    }
  }
}

/** Whether a moment is not longer ago; a clock that was set back makes nothing younger. */
export function isWithin(ms: number, moment: number | undefined): boolean {
  if (moment === undefined) return false;
  const age = Date.now() - moment;
  return age >= 0 && age < ms;
}

const caches = new WeakMap<SecretsManagerReader, SecretCache>();
const readByAwsSdk = awsSecretsReader();

/** The one cache of this process for what a function reads. @param reader @default - the AWS SDK */
export function secretCacheOf(reader: SecretsManagerReader = readByAwsSdk): SecretCache {
  const cache = caches.get(reader) ?? new SecretCache(reader);
  caches.set(reader, cache);
  return cache;
}

import type { Cluster, Redis } from "ioredis";
import type { LoginSource } from "../secrets/login-source";
import { isWithin, REFUSAL_PAUSE_MS } from "../secrets/secret-cache";
import { CONNECTION_CLOSED, isLoginRefused } from "./connection-error";
import type { RedisCredentials } from "./credentials";
import { FirstAnswer } from "./first-answer";

/** What a new connection logs in with and trusts. */
export interface RedisAccess {
  /** `undefined` for a user of AWS IAM, whose tokens lie nowhere. */
  readonly login: RedisCredentials | undefined;
  /** PEM; `undefined` is the trust store of the machine. */
  readonly authority: string | undefined;
}

/** A password that a node refused. */
interface Refusal {
  readonly password: string;
  readonly error: Error;
  readonly at: number;
}

/**
 * Keeps a cluster client's password and authorities those of AWS Secrets Manager. Of connections that open
 * at the same time one goes first. What a node refuses is read anew once; until that is known no connection
 * opens, and none with a password that was replaced. A password that stays wrong is tried once in a few
 * seconds.
 */
export class ManagedAccess {
  private readonly first = new FirstAnswer();
  private refusal: Refusal | undefined;
  private renewing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param report hears of secrets that cannot be read anew; what is at hand serves on */
  constructor(
    private readonly source: LoginSource<RedisAccess>,
    private access: RedisAccess,
    private readonly maxAgeMs: number,
    private readonly report: (error: Error) => void,
  ) {}

  /** At hand, for what cannot wait. */
  get now(): RedisAccess {
    return this.access;
  }

  /** Why the password at hand was refused; `undefined` when it was not. */
  get refusalError(): Error | undefined {
    return this.refusal?.password === this.access.login?.password ? this.refusal?.error : undefined;
  }

  /** Whether what was refused is being read anew, or stays wrong for now. */
  get isPaused(): boolean {
    const isRecent = isWithin(REFUSAL_PAUSE_MS, this.refusal?.at);
    return this.renewing !== undefined || (this.refusalError !== undefined && isRecent);
  }

  /** To be called before the client connects for the first time. */
  attach(cluster: Cluster): void {
    if (this.access.login !== undefined) cluster.on("+node", (node: Redis) => this.follow(node));
    cluster.on("connecting", () => this.start());
    cluster.on("end", () => this.stop());
  }

  /**
   * Waits until a connection may open.
   *
   * @param password what it will log in with
   * @returns what it has to trust
   * @throws what a refused login was answered with; or a closed connection, which ioredis opens anew
   */
  async admit(password: string | undefined): Promise<string | undefined> {
    await this.renewing;
    this.access = await this.source.current();
    while (this.first.answer !== undefined || this.renewing !== undefined) {
      await this.first.answer;
      await this.renewing;
    }
    if (this.access.login === undefined || password === undefined) return this.access.authority;
    if (this.refusal?.password === password) {
      const { at, error } = this.refusal;
      const isRecent = isWithin(REFUSAL_PAUSE_MS, at);
      if (!isRecent) await this.renew();
      if (password === this.access.login.password && isRecent) throw error;
      this.refusal = { password, error, at: Date.now() };
    }
    if (password !== this.access.login.password) throw new Error(CONNECTION_CLOSED);
    this.first.begin();
    return this.access.authority;
  }

  /** Hears that a node took a password. */
  accepted(password: string | undefined): void {
    if (this.refusal?.password === password) this.refusal = undefined;
    this.first.end();
  }

  /** Hears that a node refused a password. */
  refused(password: string | undefined, answer: string): void {
    if (password !== undefined && password === this.access.login?.password) {
      this.refusal = { password, error: new Error(answer), at: Date.now() };
      void this.renew();
    }
    this.first.end();
  }

  /** Hears that a connection ended, be it without an answer. */
  ended(): void {
    this.first.end();
  }

  /** Hears that a node's certificate could not be verified. */
  untrusted(authority: string | undefined, error: Error): void {
    // ioredis tells of it for some of its connections only.
    this.report(error);
    if (authority === this.access.authority) void this.renew();
  }

  /** Whether a command that failed for its connection's login may be sent on another one. */
  mayFollow(error: Error): boolean {
    return (
      isLoginRefused(error) && (this.renewing !== undefined || this.refusalError === undefined)
    );
  }

  /** Waits for what is being read anew. @returns whether it is another access than before */
  async hasChangedSince(before: RedisAccess): Promise<boolean> {
    await this.renewing;
    return this.access !== before;
  }

  private renew(): Promise<void> {
    this.renewing ??= this.readAnew().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async readAnew(): Promise<void> {
    try {
      this.access = await (this.source.renewed?.(this.access) ?? this.source.current());
    } catch (error) {
      this.report(error as Error);
    }
  }

  private follow(node: Redis): void {
    Object.defineProperty(node.options, "password", {
      get: () => this.access.login?.password,
      configurable: true,
      enumerable: true,
    });
  }

  /** Connections of subscriptions take the password at hand. */
  private start(): void {
    this.timer ??= setInterval(
      () => {
        this.source.current().then((access) => (this.access = access), this.report);
      },
      Math.max(this.maxAgeMs, REFUSAL_PAUSE_MS),
    ).unref();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

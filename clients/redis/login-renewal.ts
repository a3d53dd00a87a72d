import type { Cluster, Redis } from "ioredis";
import { withoutLogin } from "./hidden-login";
import { IAM_TOKEN_SECONDS } from "./iam-token";

/** A login whose password is another one after a while. */
export interface RenewableLogin {
  readonly user: string;
  /** Password of now. */
  readonly password: string;
  /** Makes the password of a new connection. */
  readonly renew: () => Promise<string>;
}

/** A password at hand is young enough also after an attempt that failed. */
const RENEW_MS = 5 * 60_000;
/** A minute less than it lives: the connection that it opens is still to be made. */
const STALE_MS = IAM_TOKEN_SECONDS * 1000 - 60_000;
/** ElastiCache closes a connection 12 hours after its last login: there is time for a second attempt. */
const LOG_IN_AGAIN_MS = 5 * 3_600_000;

/**
 * Keeps a cluster client logged in with tokens of AWS IAM. ioredis 6 reads the password in the moment in
 * which it opens a connection and takes no function for it (redis/ioredis#1738): each node of its pool reads
 * the one at hand, which is never old. Connections beside the pool, for the slot map and for subscriptions,
 * copy the options of a node and open at once.
 *
 * A subscription does not log in again: after 12 hours it is closed, and ioredis subscribes anew.
 */
export class LoginRenewal {
  private password: string;
  private renewedAt = Date.now();
  private timers: readonly NodeJS.Timeout[] = [];
  private renewing: Promise<void> | undefined;

  /** @param onError hears of a password that could not be made, or was refused */
  constructor(
    private readonly login: RenewableLogin,
    private readonly onError: (error: Error) => void,
  ) {
    this.password = login.password;
  }

  /** To be called before the client connects for the first time. */
  attach(cluster: Cluster): void {
    cluster.on("+node", (node: Redis) => this.follow(node));
    cluster.on("connecting", () => this.start(cluster));
    cluster.on("end", () => this.stop());
  }

  /** Whether the password at hand may be refused: the process was suspended, or has no credentials. */
  get isStale(): boolean {
    return Date.now() - this.renewedAt >= STALE_MS;
  }

  /**
   * Makes the password of now, once for all who ask meanwhile, who go on in their order. When it cannot, the
   * last one stays: the server judges it.
   */
  renew(): Promise<void> {
    this.renewing ??= this.makePassword().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async makePassword(): Promise<void> {
    try {
      const begun = Date.now();
      this.password = await this.login.renew();
      this.renewedAt = begun;
    } catch (error) {
      this.report(error);
    }
  }

  private follow(node: Redis): void {
    Object.defineProperty(node.options, "password", {
      get: () => this.password,
      configurable: true,
      enumerable: true,
    });
  }

  private start(cluster: Cluster): void {
    if (this.timers.length > 0) return;
    this.timers = [
      setInterval(() => void this.renew(), RENEW_MS),
      setInterval(() => void this.logInAgain(cluster), LOG_IN_AGAIN_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }

  private stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
  }

  private async logInAgain(cluster: Cluster): Promise<void> {
    await this.renew();
    const connected = cluster.nodes().filter(({ status }) => status === "ready");
    await Promise.all(
      connected.map((node) =>
        node.auth(this.login.user, this.password).catch((error: unknown) => this.report(error)),
      ),
    );
  }

  private report(error: unknown): void {
    this.onError(error instanceof Error ? withoutLogin(error) : new Error(String(error)));
  }
}

import { CachefortError } from "../../constructs/core/errors";
import type { LoginSource } from "../secrets/login-source";
import { isWithin, REFUSAL_PAUSE_MS } from "../secrets/secret-cache";
import type { Login } from "./login";

/** Nodes of a ring without `sasl` in its manifest take no login. */
interface NoLogin {
  readonly login?: undefined;
  readonly password?: undefined;
}

/** What a new connection logs in with and trusts. */
export type Access = {
  /** PEM; `undefined` is the trust store of the machine. */
  readonly authority: string | undefined;
} & (Login | NoLogin);

/** A login that a node refused, or an authority that did not sign its certificate. */
interface Refusal {
  readonly access: Access;
  readonly error: unknown;
  readonly at: number;
}

/**
 * Opens connections to one node. What the node refuses is read anew and tried once more, if it has become
 * another: a rotation is under way. What stays wrong is tried once in a few seconds; meanwhile it fails as
 * it did.
 */
export class AccessTrial {
  private refusal: Refusal | undefined;

  /** @param late what is wrong when the source takes longer than a command may */
  constructor(
    private readonly source: LoginSource<Access>,
    private readonly late: () => Error,
  ) {}

  /**
   * @param deadline on the clock of `performance.now()`; `connect` keeps it by itself
   * @throws what `connect` and the source throw
   */
  async open<T>(deadline: number, connect: (access: Access) => Promise<T>): Promise<T> {
    const access = await this.inTime(this.admitted(), deadline);
    try {
      return await this.attempt(access, connect);
    } catch (error) {
      if (this.source.renewed === undefined || !isRefusal(error)) throw error;
      const next = await this.inTime(this.source.renewed(access), deadline);
      if (next === access) throw error;
      return this.attempt(next, connect);
    }
  }

  private async admitted(): Promise<Access> {
    const access = await this.source.current();
    const { refusal } = this;
    if (refusal?.access !== access) return access;
    const next = (await this.source.renewed?.(access)) ?? access;
    if (next !== access || !isWithin(REFUSAL_PAUSE_MS, refusal.at)) return next;
    throw refusal.error;
  }

  private inTime<T>(work: Promise<T>, deadline: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(this.late()),
        Math.max(0, deadline - performance.now()),
      );
      work.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  private async attempt<T>(access: Access, connect: (access: Access) => Promise<T>): Promise<T> {
    try {
      const connection = await connect(access);
      this.refusal = undefined;
      return connection;
    } catch (error) {
      if (isRefusal(error)) this.refusal = { access, error, at: Date.now() };
      throw error;
    }
  }
}

/** Whether the node answered, and what it was or was told is wrong. */
export function isRefusal(error: unknown): boolean {
  return ["MEMCACHED_LOGIN_REFUSED", "MEMCACHED_CERTIFICATE_REFUSED"].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return CachefortError.is(error) ? error.code : "";
}

import type { SecretTexts } from "../secrets-manager";
import { type ManagedSecretsOptions, readTexts } from "./managed-secrets";
import { secretCacheOf } from "./secret-cache";

/** What a client logs in with, and where it comes from. */
export interface LoginSource<L> {
  /** The login of now: the same object as long as its secrets are the same. */
  current(): Promise<L>;
  /**
   * The login after one that a server refused: read anew, unless that was done a moment ago. The same object
   * when there is no other.
   *
   * @default - there is never another
   */
  renewed?(refused: L): Promise<L>;
}

/** A login that stays as it is. */
export function fixedLogin<L>(login: L): LoginSource<L> {
  return { current: () => Promise.resolve(login) };
}

export interface ManagedLoginProps<L> extends ManagedSecretsOptions {
  /** Secrets in AWS Secrets Manager that the login is made of. */
  readonly names: readonly string[];
  readonly make: (texts: SecretTexts) => L;
  /** Hears why a secret that is too old stays in use. @default - nobody */
  readonly onStale?: (error: Error) => void;
}

/** A login from AWS Secrets Manager. Both methods throw UnavailableError SECRET_UNREADABLE, AWS_SDK_MISSING. */
export class ManagedLogin<L> implements LoginSource<L> {
  private made: { readonly texts: SecretTexts; readonly login: L } | undefined;

  constructor(private readonly props: ManagedLoginProps<L>) {}

  async current(): Promise<L> {
    const { make, names, onStale } = this.props;
    const texts = await readTexts(names, this.props, onStale);
    if (
      this.made === undefined ||
      names.some((name) => texts.get(name) !== this.made?.texts.get(name))
    ) {
      this.made = { texts, login: make(texts) };
    }
    return this.made.login;
  }

  async renewed(refused: L): Promise<L> {
    const now = await this.current();
    if (now !== refused) return now;
    const cache = secretCacheOf(this.props.secretsManager);
    await Promise.all(this.props.names.map((name) => cache.renew(name)));
    return this.current();
  }
}

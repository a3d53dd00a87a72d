import { requireInteger } from "../../core/validate";

/** How a user with a password is set up. */
export interface PasswordAuthenticationProps {
  /**
   * How often the password was changed, 0 to 100000: one more changes it.
   *
   * @default 0
   */
  readonly rotation?: number;
  /**
   * Keeps two users with the same grants, `<name>-a` and `<name>-b`, of which one waits. A rotation gives
   * the one that waits a new password and names it in the manifest: no application is ever without a
   * password that works.
   *
   * @default false - one user, whose password changes under those who use it
   */
  readonly alternating?: boolean;
}

/** One of the names that a user logs in as. */
export interface Login {
  readonly name: string;
  /** Whether applications use it now; of two that alternate, one waits. */
  readonly isActive: boolean;
  /** Number of its password, from 1. */
  readonly passwordVersion: number;
}

/** How a user of a cluster on AWS proves who it is. */
export class UserAuthentication {
  /**
   * By a token of AWS IAM, made anew every 15 minutes from a role's credentials: there is no password to
   * keep, leak or rotate. A connection lasts 12 hours at most.
   */
  static iam(): UserAuthentication {
    return new UserAuthentication("iam", 0, false);
  }

  /**
   * By a password in AWS Secrets Manager, for clients that cannot sign a token. It needs a release of
   * Terraform's AWS provider that keeps passwords out of the state (6.44.0 or later).
   *
   * @throws ValidationError ELASTICACHE_ROTATION, TOKEN_NOT_ALLOWED
   */
  static password(props: PasswordAuthenticationProps = {}): UserAuthentication {
    const { alternating = false, rotation = 0 } = props;
    requireInteger("ELASTICACHE_ROTATION", "rotation", rotation, { min: 0, max: 100_000 });
    return new UserAuthentication("password", rotation, alternating);
  }

  private constructor(
    readonly type: "iam" | "password",
    readonly rotation: number,
    readonly isAlternating: boolean,
  ) {}

  /** What a user logs in as. */
  loginsOf(name: string): readonly Login[] {
    if (!this.isAlternating) {
      return [{ name, isActive: true, passwordVersion: this.rotation + 1 }];
    }
    // Rotations fall on b and a by turns.
    const isOdd = this.rotation % 2 === 1;
    const half = Math.floor(this.rotation / 2);
    return [
      { name: `${name}-a`, isActive: !isOdd, passwordVersion: half + 1 },
      { name: `${name}-b`, isActive: isOdd, passwordVersion: half + (isOdd ? 2 : 1) },
    ];
  }
}

import {
  passwordLogins,
  requireRotation,
  type Login,
  type PasswordProps,
} from "../../aws/password-logins";

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
   * @throws ValidationError AWS_ROTATION, TOKEN_NOT_ALLOWED
   */
  static password(props: PasswordProps = {}): UserAuthentication {
    const { alternating = false, rotation = 0 } = props;
    requireRotation("rotation", rotation);
    return new UserAuthentication("password", rotation, alternating);
  }

  private constructor(
    readonly type: "iam" | "password",
    readonly rotation: number,
    readonly isAlternating: boolean,
  ) {}

  /** What a user logs in as. */
  loginsOf(name: string): readonly Login[] {
    return passwordLogins(name, { rotation: this.rotation, alternating: this.isAlternating });
  }
}

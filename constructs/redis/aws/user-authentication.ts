/** Which of two users an application logs in as while the other's password is changed. */
export type AlternatingUser = "a" | "b";

/** How a user with a password is set up. */
export interface PasswordAuthenticationProps {
  /**
   * Keeps two users with the same grants, `<name>-a` and `<name>-b`, and names the one that applications
   * log in as. A rotation gives the other one a new password, then names that one: no application is ever
   * without a password that works.
   *
   * @default - one user, whose password is changed under those who use it
   */
  readonly alternating?: AlternatingUser;
}

/** How a user of a cluster on AWS proves who it is. */
export class UserAuthentication {
  /**
   * By a token of AWS IAM, made anew every 15 minutes from a role's credentials: there is no password to
   * keep, leak or rotate. A connection lasts 12 hours at most.
   */
  static iam(): UserAuthentication {
    return new UserAuthentication("iam", undefined);
  }

  /** By a password in AWS Secrets Manager, for clients that cannot sign a token. */
  static password(props: PasswordAuthenticationProps = {}): UserAuthentication {
    return new UserAuthentication("password", props.alternating);
  }

  private constructor(
    readonly type: "iam" | "password",
    readonly alternating: AlternatingUser | undefined,
  ) {}
}

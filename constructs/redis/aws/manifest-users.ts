import { SECRET_PASSWORD_KEY } from "../../aws/secret-fields";
import type { RedisManifestUser } from "../../core/manifest";
import { customRules } from "../manifest";
import type { RedisUser } from "../user";
import { AWS_SYSTEM_USERS, type AwsUser } from "./aws-user";

/** What users log in to, and who they are. */
export interface ManifestUsersProps {
  readonly region: string;
  /** What a token is signed for. */
  readonly cacheName: string;
  /** Tokens for a serverless cache say so. @default false */
  readonly serverless?: boolean;
  readonly applicationUsers: readonly RedisUser[];
  readonly users: readonly AwsUser[];
}

/** The users of a manifest: those of applications, then those of the kit, each with its active login. */
export function manifestUsersOf(props: ManifestUsersProps): RedisManifestUser[] {
  const active = new Map(
    props.users.filter(({ isActive }) => isActive).map((user) => [user.user, user]),
  );
  const withLogin = (user: Omit<RedisManifestUser, "auth">): RedisManifestUser[] => {
    const login = active.get(user.name);
    const auth = login === undefined ? undefined : authOf(login, props);
    return auth === undefined ? [] : [{ ...user, auth }];
  };
  return [
    ...props.applicationUsers.flatMap((user) =>
      withLogin({
        name: user.name,
        role: user.role,
        keys: [...user.keys],
        channels: [...user.channels],
        ...(user.role === "custom" ? customRules(user) : {}),
      }),
    ),
    ...AWS_SYSTEM_USERS.flatMap(({ name, keys, channels }) =>
      withLogin({ name, role: "system", keys: [...keys], channels: [...channels] }),
    ),
  ];
}

function authOf(
  { id, loginName, user, authentication }: AwsUser,
  { region, cacheName, serverless = false, users }: ManifestUsersProps,
): RedisManifestUser["auth"] | undefined {
  switch (authentication.type) {
    case "iam":
      return {
        iam: { region, userId: id, cacheName, ...(serverless ? { serverless } : {}) },
      };
    case "password":
      return {
        password: { secretsManager: authentication.secret, key: SECRET_PASSWORD_KEY },
        // Of two that alternate the manifest names the one, also where it is the user's own name.
        ...(loginName === user && !alternates(user, users) ? {} : { login: loginName }),
      };
    case "no-password":
      return undefined;
  }
}

function alternates(name: string, users: readonly AwsUser[]): boolean {
  return users.some(({ isActive, user }) => user === name && !isActive);
}

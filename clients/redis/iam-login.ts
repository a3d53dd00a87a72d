import { ValidationError } from "../../constructs/core/errors";
import type { RedisManifest, RedisManifestUser } from "../../constructs/core/manifest";

/** What a manifest says of a user with IAM. */
export type IamAuthentication = Extract<
  RedisManifestUser["auth"],
  { readonly iam: unknown }
>["iam"];

/** For whom and for what a token is. */
export interface IamLogin {
  readonly region: string;
  readonly userId: string;
  readonly cacheName: string;
  readonly serverless: boolean;
}

/**
 * The login of a user with IAM.
 *
 * @throws ValidationError REDIS_IAM_CACHE_MISSING
 */
export function iamLoginOf({ name }: RedisManifest, iam: IamAuthentication): IamLogin {
  const { cacheName, region, serverless = false, userId } = iam;
  if (cacheName !== undefined) return { region, userId, cacheName, serverless };
  throw new ValidationError("REDIS_IAM_CACHE_MISSING", {
    problem: `the manifest of ${name} does not say for which cache a token is signed`,
    received: cacheName,
    allowed: "the id of the replication group, or the name of the serverless cache",
    fix: "deploy again, or set cacheName beside the user's userId",
  });
}

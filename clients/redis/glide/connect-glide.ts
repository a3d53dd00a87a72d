import type { GlideClusterClient } from "@valkey/valkey-glide";
import type { RedisManifest } from "../../../constructs/core/manifest";
import type { LoadedManifest } from "../../manifest-file";
import { connectionError } from "../connection-error";
import { loginOfNow } from "../login-of-now";
import { nodePlaces } from "../node-places";
import { loadClient } from "../optional-client";
import type { GlideOptions } from "../preset-options";
import { unreachableReason } from "../unreachable-reason";
import { resendRule } from "../resend/resend-rule";
import { resendLimits } from "../resend/resend-limits";
import { glideConfiguration } from "./glide-options";
import { renewPassword } from "./password-renewal";
import { resendingClient } from "./resending-client";
import { verdictOf } from "./verdict";

/**
 * Connects a cluster client of Valkey GLIDE (`npm install @valkey/valkey-glide`), version 2: verified TLS, login
 * from the manifest, and retries that outlast a failover. What is sent again is as with `connectRedis`, by the name
 * of the method; a batch (`exec`) is not, unless `resend` names `exec`. GLIDE tells seldom whether a command was
 * sent: in doubt it ends with `REDIS_OUTCOME_UNKNOWN`.
 *
 * GLIDE dials what nodes announce and takes no lowest version of TLS: a manifest that needs either is refused.
 *
 * @throws ValidationError REDIS_USER_UNKNOWN, REDIS_IAM_CACHE_MISSING, CLIENT_PLACE_NOT_SERVED,
 * SECRET_AGE_INVALID, REDIS_RESEND_INVALID, REDIS_OPTION_UNSUPPORTED
 * @throws UnavailableError REDIS_UNREACHABLE, REDIS_CLIENT_MISSING, SECRET_UNREADABLE, AWS_SDK_MISSING,
 * IAM_CREDENTIALS_MISSING
 * @throws OperationError REDIS_LOGIN_REFUSED, REDIS_TLS_UNTRUSTED
 */
export async function connectGlide(
  deployed: LoadedManifest<RedisManifest>,
  user: string,
  options: GlideOptions = {},
): Promise<GlideClusterClient> {
  const { manifest } = deployed;
  const rule = resendRule(options.resend);
  const places = nodePlaces(manifest, options.from ?? "machine");
  const glide = await loadClient("@valkey/valkey-glide", () => import("@valkey/valkey-glide"));
  const report = (error: Error): void => options.onNodeError?.(error);
  const login = await loginOfNow(deployed, user, options, report);
  const { authority } = login;
  const now = await login.current();
  const settings = glideConfiguration(manifest, now, authority, places, options);
  let client: GlideClusterClient;
  try {
    client = await glide.GlideClusterClient.createClient(settings);
  } catch (error) {
    const reason = await unreachableReason(places.startup, now, authority);
    throw connectionError(manifest, user, reason ?? error);
  }
  return resendingClient(
    client,
    {
      rule,
      judge: (error) => verdictOf(glide, error),
      ...resendLimits(manifest.nodeTimeoutMs, options),
      // GLIDE looks for the slots by itself.
      beforeRetry: () => undefined,
    },
    renewPassword(client, login, now.password, report),
  );
}

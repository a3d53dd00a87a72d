import type { JsonObject } from "../template";

/** What keeps the provider from asking AWS who it works for; the keys open nothing. */
const OFFLINE = {
  access_key: "offline",
  secret_key: "offline",
  skip_credentials_validation: true,
  skip_metadata_api_check: "true",
  skip_region_validation: true,
  skip_requesting_account_id: true,
  // Without asking, no account is the right one.
  allowed_account_ids: [],
};

/**
 * An override file for a synthesized stack: state beside it, and each of its providers without an account.
 * The stack itself stays as it is deployed.
 */
export function offlineOverrides(synthesized: string): JsonObject {
  const { provider } = JSON.parse(synthesized) as { provider: { aws: JsonObject[] } };
  return {
    terraform: { backend: { local: {} } },
    provider: {
      aws: provider.aws.map(({ alias }) => (alias === undefined ? OFFLINE : { ...OFFLINE, alias })),
    },
  };
}

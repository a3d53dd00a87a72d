import type { GlideClusterClientConfiguration } from "@valkey/valkey-glide";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { CONNECT_TIMEOUT_MS } from "../cluster-options";
import { commandTimeout } from "../command-timeout";
import type { RedisCredentials } from "../credentials";
import type { NodePlaces } from "../node-places";
import { unsupportedOption } from "../optional-client";
import type { GlideOptions } from "../preset-options";

const READ_FROM = { primary: "primary", replicas: "preferReplica", all: "allNodes" } as const;

/**
 * Settings of GLIDE for a deployed cluster.
 *
 * @throws ValidationError REDIS_OPTION_UNSUPPORTED
 */
export function glideConfiguration(
  manifest: RedisManifest,
  login: RedisCredentials,
  authority: string | undefined,
  { addressMap, startup }: NodePlaces,
  options: GlideOptions,
): GlideClusterClientConfiguration {
  const { minVersion } = manifest.tls;
  if (minVersion !== "TLSv1.2") {
    throw unsupportedOption("the manifest's tls.minVersion", minVersion, '"TLSv1.2"');
  }
  const mapped = Object.entries(addressMap).filter(
    ([announced, { host, port }]) => announced !== `${host}:${port}`,
  );
  if (mapped.length > 0) {
    const addresses = mapped.map(([announced]) => announced);
    throw unsupportedOption(
      "an address map: it dials what nodes announce",
      addresses,
      'clients where nodes are announced, such as from: "network"',
    );
  }
  const commandMs = commandTimeout(manifest.nodeTimeoutMs, options);
  return {
    addresses: startup.map(({ host, port }) => ({ host, port })),
    credentials: { username: login.user, password: login.password },
    useTLS: true,
    readFrom: READ_FROM[options.readFrom ?? "primary"],
    // Of one try: GLIDE waits so long for a node that is dead.
    requestTimeout: Math.min(Math.max(manifest.nodeTimeoutMs, 1000), commandMs),
    ...(options.connectionName === undefined ? {} : { clientName: options.connectionName }),
    advancedConfiguration: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      tlsAdvancedConfiguration: authority === undefined ? {} : { rootCertificates: authority },
    },
  };
}

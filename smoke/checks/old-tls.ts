import type { SecureVersion } from "node:tls";
import type { Manifest } from "../../constructs/core/manifest";
import { type Endpoint, handshakeResult } from "../probes/tls-probe";
import type { Judgement, Observation } from "./judge";

/** Oldest first. */
export const TLS_VERSIONS: readonly SecureVersion[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
/** The server's alert 70: it knows the version and does not speak it (RFC 8446, section 6.2). */
const VERSION_REFUSED = "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION";

type MinVersion = Manifest["tls"]["minVersion"];

/** What every node must do with a client that knows nothing newer than an old version. */
export function oldTlsJudgement(minVersion: MinVersion): Judgement {
  return {
    expected: `${tooOld(minVersion).join(", ")} refused by the server's own alert 70 on every node`,
    hint: `the oldest version that the server speaks must be ${minVersion}: tls-protocols of Redis, ssl_min_version of memcached; an end without the alert comes from something else, such as a proxy`,
  };
}

/** Offers each version that is too old as the newest one. */
export function observeOldTls(
  node: Endpoint,
  authority: string | undefined,
  minVersion: MinVersion,
): Promise<Observation[]> {
  return Promise.all(
    tooOld(minVersion).map(async (newest) => {
      const result = await handshakeResult(node, { authority, newest });
      return { holds: result === VERSION_REFUSED, seen: `${newest}: ${outcome(result)}` };
    }),
  );
}

function tooOld(minVersion: MinVersion): readonly SecureVersion[] {
  return TLS_VERSIONS.slice(0, TLS_VERSIONS.indexOf(minVersion));
}

/** @param result as of `handshakeResult` */
function outcome(result: string): string {
  if (result === VERSION_REFUSED) return "refused by the server";
  if (result.startsWith("TLSv")) return `${result} spoken`;
  if (/^ERR_SSL_.*_ALERT_/.test(result)) return `refused with another alert, ${result}`;
  if (result.startsWith("ERR_SSL_")) return `refused by the client, ${result}`;
  return `no alert, ${result}`;
}

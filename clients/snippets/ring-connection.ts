import type { MemcachedManifest } from "../../constructs/core/manifest";
import type { ClientPlace } from "../client-place";
import { describeConnection } from "../connection/describe";
import { dialedServers, type DialedServer } from "../connection/ring-servers";
import type { LoadedManifest } from "../manifest-file";
import { authorityFileOf, passwordFileOf } from "./files";

/** All that a snippet says about a ring; files, never values. */
export interface RingConnection {
  /** In the ring's order. */
  readonly servers: readonly DialedServer[];
  /** Points of each server on the ring. */
  readonly points: number;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  /** Absent where nodes know no login. */
  readonly login: { readonly username: string; readonly passwordFile: string } | undefined;
  /** File with the authority's certificate, absolute; `undefined` is the trust store of the machine. */
  readonly authorityFile: string | undefined;
}

/**
 * What a snippet for one user of a ring needs.
 *
 * @throws ValidationError CONNECT_USER_UNKNOWN, CONNECT_AUTH_UNSUPPORTED, CONNECT_AUTHORITY_UNSUPPORTED,
 * CLIENT_PLACE_NOT_SERVED
 */
export function ringConnection(
  deployed: LoadedManifest<MemcachedManifest>,
  user: string | undefined,
  from: ClientPlace,
): RingConnection {
  const { directory, manifest } = deployed;
  const { login } = describeConnection(deployed, user, from);
  return {
    servers: dialedServers(manifest, from),
    points: manifest.ring.points,
    minVersion: manifest.tls.minVersion,
    login:
      login !== undefined && "password" in login
        ? {
            username: login.username,
            passwordFile: passwordFileOf(directory, user ?? "", login.password),
          }
        : undefined,
    authorityFile: authorityFileOf(deployed),
  };
}

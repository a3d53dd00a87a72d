import { isVersionBelow } from "../core/version";

export type EngineName = "redis" | "valkey";

/** A line of releases, such as 7.4, and the first of it that an open network may see. */
export interface EngineFloor {
  readonly engine: EngineName;
  readonly line: string;
  readonly floor: string;
  /** The worst of what releases before the floor do. */
  readonly reason: string;
}

const TLS_PENDING =
  "CVE-2026-81934: before it, whoever reaches the TLS port may run code as the server";
const REVOKED = "redis#15673: before it, a queued transaction keeps a grant that was taken away";
const CLIENT_KILL =
  "CVE-2026-56684: before it, a login that may call CLIENT KILL can run code as the server";

/**
 * What is offered, oldest line first; looked up in November 2026 in the release notes of the engines
 * and in the record of CVE-2026-81934. To be looked up again with every release of the kit.
 */
export const ENGINE_FLOORS: readonly EngineFloor[] = [
  { engine: "redis", line: "7.2", floor: "7.2.16", reason: TLS_PENDING },
  { engine: "redis", line: "7.4", floor: "7.4.11", reason: TLS_PENDING },
  { engine: "redis", line: "8.2", floor: "8.2.9", reason: TLS_PENDING },
  { engine: "redis", line: "8.4", floor: "8.4.6", reason: TLS_PENDING },
  { engine: "redis", line: "8.6", floor: "8.6.7", reason: REVOKED },
  { engine: "redis", line: "8.8", floor: "8.8.3", reason: REVOKED },
  { engine: "redis", line: "8.10", floor: "8.10.2", reason: REVOKED },
  { engine: "valkey", line: "7.2", floor: "7.2.14", reason: CLIENT_KILL },
  { engine: "valkey", line: "8.0", floor: "8.0.10", reason: CLIENT_KILL },
  {
    engine: "valkey",
    line: "8.1",
    floor: "8.1.10",
    reason: "before it, GEORADIUS with STORE twice writes to keys that a user was not granted",
  },
  { engine: "valkey", line: "9.0", floor: "9.0.6", reason: CLIENT_KILL },
  {
    engine: "valkey",
    line: "9.1",
    floor: "9.1.2",
    reason: "GHSA-fq2f-crmw-q97r: before it, the Lua interpreter is used after it was freed",
  },
];

/** Why a version is not safe to offer. */
export type EngineShortcoming =
  | { readonly kind: "below floor"; readonly floor: EngineFloor }
  | { readonly kind: "line not offered"; readonly instead: EngineFloor };

/**
 * What stands against a version, or `undefined`. A line newer than every listed one is taken: nothing
 * is known against it.
 *
 * @param version `major.minor` or `major.minor.patch`
 */
export function shortcomingOf(engine: EngineName, version: string): EngineShortcoming | undefined {
  const line = version.split(".").slice(0, 2).join(".");
  const floors = ENGINE_FLOORS.filter((floor) => floor.engine === engine);
  const own = floors.find((floor) => floor.line === line);
  if (own !== undefined) {
    return isVersionBelow(version, own.floor) ? { kind: "below floor", floor: own } : undefined;
  }
  const instead = floors.find((floor) => isVersionBelow(line, floor.line));
  return instead === undefined ? undefined : { kind: "line not offered", instead };
}

import type { AwsProviders } from "../../aws/providers";
import type { DatastoreMembership } from "./datastore-member";
import type { PlacedRedisClusterProps } from "./placed-redis-cluster";

/** What every member has as the primary has it. */
const SHARED = [
  "engine",
  "shards",
  "nodeType",
  "nodeGroups",
  "autoscaling",
  "multiAz",
  "dataTiering",
  "networkType",
  "fullCoverage",
  "eviction",
  "durability",
  "renamedCommands",
  "parameterGroup",
] as const satisfies readonly (keyof PlacedRedisClusterProps)[];

/** The primary of a datastore; it may be a cluster that is there under the same name. */
export type DatastorePrimaryProps = Omit<PlacedRedisClusterProps, "membership">;

/**
 * A secondary: what it does not say of itself is as the primary has it. Its data are the primary's.
 * `users` and `authentication` are those of the primary where it has none of its own; the users themselves are
 * others, with ids, passwords and grants of their region.
 */
export type DatastoreSecondaryProps = Omit<
  PlacedRedisClusterProps,
  (typeof SHARED)[number] | "membership" | "snapshotToRestore"
>;

/** A datastore with the places of its members. */
export interface RedisGlobalDatastoreProps {
  /** Suffix of its id; AWS puts letters of its own before it. Another name makes another datastore. */
  readonly name: string;
  /** Of the stack, with the region of each member. */
  readonly providers: AwsProviders;
  readonly primary: DatastorePrimaryProps;
  /** One or two, each in a region and with a name of its own. */
  readonly secondaries: readonly DatastoreSecondaryProps[];
}

/** Props of a secondary with what it has from the primary. */
export function secondaryPropsOf(
  primary: DatastorePrimaryProps,
  secondary: DatastoreSecondaryProps,
  membership?: DatastoreMembership,
): PlacedRedisClusterProps {
  const inherited = secondary.users === undefined ? primary : {};
  const { users, authentication } = { ...inherited, ...secondary };
  const shared = Object.fromEntries(SHARED.map((prop) => [prop, primary[prop]]));
  return {
    ...secondary,
    ...(shared as Pick<PlacedRedisClusterProps, (typeof SHARED)[number]>),
    ...(users === undefined ? {} : { users }),
    ...(authentication === undefined ? {} : { authentication }),
    ...(membership === undefined ? {} : { membership }),
  };
}

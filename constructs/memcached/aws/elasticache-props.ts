import type { MemcachedSignalId } from "../../../monitor/memcached-signals";
import type { AlarmProps } from "../../aws/alarm-props";
import type { RemovalPolicy } from "../../aws/removal-policy";

/** How the alarms of a ring in ElastiCache differ from `docs/monitoring.md`. */
export type ElastiCacheAlarmProps = AlarmProps<MemcachedSignalId>;

/** A ring of ElastiCache for Memcached, **which knows no login**. */
export interface AwsElastiCacheMemcachedProps {
  /** Name of the ring, unique in its environment: a letter, then up to 39 of `a-z`, `0-9`, `-`. */
  readonly name: string;
  /**
   * That ElastiCache for Memcached asks nobody who they are is accepted: whoever reaches a node reads, changes
   * and removes everything in it. `AwsMemcached` is the ring with logins.
   */
  readonly withoutAuthentication: true;
  /** Number of nodes, 1 to 60. @default 3 */
  readonly nodes?: number;
  /** Type of every node, such as `cache.r7g.large`: memory and processors. @default "cache.t4g.small" */
  readonly nodeType?: string;
  /** Version of the server, 1.6.12 or later: earlier ones have no TLS. @default "1.6.22" */
  readonly engineVersion?: string;
  /**
   * Zone of each node, one for each. Terraform does not move a node that is there.
   *
   * @default - the zones of the network by turns
   */
  readonly zones?: readonly string[];
  /** TCP port of every node, 1024 to 65,535. @default 11211 */
  readonly port?: number;
  /**
   * Largest item (key, value and header), in bytes: a multiple of 524,288 up to 128 MiB.
   *
   * @default 1048576
   */
  readonly maxItemSizeBytes?: number;
  /** Memory of a node that is kept for connections, in MiB, 10 to 1024. @default 100 */
  readonly connectionOverheadMib?: number;
  /** Seconds after which a silent connection is closed, up to 86,400, or 0: never. @default 0 */
  readonly idleTimeoutSeconds?: number;
  /** Whether a client may remove every item at once (`flush_all`). @default false */
  readonly allowFlushAll?: boolean;
  /** Weekly time for the service's work, as in `AwsRedisClusterProps`. @default "sun:03:00-sun:04:00" */
  readonly maintenanceWindow?: string;
  /** Whether Terraform may destroy or replace the ring, and every item with it. @default "retain" */
  readonly removalPolicy?: RemovalPolicy;
  /** @default - those of `docs/monitoring.md` */
  readonly alarms?: ElastiCacheAlarmProps;
}

import type { HostEnvironment } from "../../host/host-environment";
import { createRedisModel, type RedisClusterModel } from "../model";
import type { RedisClusterProps } from "../props";

/** A Redis Cluster of plain processes on this machine. */
export interface HostRedisClusterProps extends RedisClusterProps {
  /**
   * TLS port of the first node; the others follow, and each node's bus port is 10000 higher.
   *
   * @default 7000
   */
  readonly port?: number;
  readonly host: HostEnvironment;
}

/** Address that every local node listens on. */
const LOOPBACK = "127.0.0.1";

/** The model of a cluster on this machine. */
export function hostRedisModel(
  props: Omit<HostRedisClusterProps, "host">,
  host: Pick<HostEnvironment, "name" | "redis">,
): RedisClusterModel {
  return createRedisModel(props, {
    environment: host.name,
    engine: host.redis,
    host: LOOPBACK,
    basePort: props.port ?? 7000,
  });
}

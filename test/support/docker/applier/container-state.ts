import type { JsonObject } from "../../template";
import type { Port } from "./container-request";

const MEBIBYTE = 1024 * 1024;

export interface ContainerState {
  /** Also of a container that is paused, or about to be restarted. */
  readonly Running: boolean;
  readonly Restarting: boolean;
  readonly ExitCode: number;
  readonly Health?: {
    /** "unhealthy" also from the end of a process until it is started again. */
    readonly Status: "starting" | "healthy" | "unhealthy" | "none";
    /** Checks that have failed in a row. */
    readonly FailingStreak: number;
    readonly Log: readonly { readonly ExitCode: number; readonly Output: string }[] | null;
  };
}

/** What the applier reads of a container. */
export interface InspectedContainer {
  readonly State: ContainerState;
  readonly HostConfig: {
    readonly Memory: number;
    readonly MemorySwap: number;
    readonly RestartPolicy: { readonly Name: string; readonly MaximumRetryCount: number };
  };
  readonly NetworkSettings: {
    readonly Ports: Record<string, { HostIp: string; HostPort: string }[] | null> | null;
  };
}

export function inspectPath(id: string): string {
  return `/containers/${id}/json`;
}

/** The attributes that may have come to differ from what a container was made with. */
export function driftOf({ HostConfig, NetworkSettings }: InspectedContainer): JsonObject {
  const { Memory, MemorySwap, RestartPolicy } = HostConfig;
  return {
    restart: RestartPolicy.Name === "" ? "no" : RestartPolicy.Name,
    max_retry_count: RestartPolicy.MaximumRetryCount,
    memory: Memory / MEBIBYTE,
    memory_swap: MemorySwap > 0 ? MemorySwap / MEBIBYTE : MemorySwap,
    // An internal network publishes nothing, whatever was asked for: that is a difference for ever.
    ports: publishedPorts(NetworkSettings.Ports ?? {}),
  };
}

function publishedPorts(
  ports: NonNullable<InspectedContainer["NetworkSettings"]["Ports"]>,
): JsonObject[] {
  return Object.entries(ports).flatMap(([key, bindings]) => {
    const [internal, protocol] = key.split("/");
    return (bindings ?? []).map(({ HostIp, HostPort }): Port & JsonObject => ({
      internal: Number(internal),
      external: Number(HostPort),
      ip: HostIp,
      protocol: protocol ?? "tcp",
    }));
  });
}

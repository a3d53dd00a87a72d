import type { RedisClusterModel } from "./model";

const PROGRAM = "recovery.sh";

/**
 * The part of the node runner that brings a shard back when its primary has died, by the name of its file;
 * nothing where that is left to the engine.
 *
 * @param textOf reads a program of the kit
 */
export function recoveryProgram(
  { onCrash }: Pick<RedisClusterModel, "onCrash">,
  textOf: (name: string) => string,
): Readonly<Record<string, string>> {
  return onCrash === "engine" ? {} : { [PROGRAM]: textOf(PROGRAM) };
}

/** What the node runner is told of crashes, and of what is left after them. */
export function recoveryEnvironment({
  nodeTimeoutMs,
  onCrash,
  persistence,
}: Pick<RedisClusterModel, "nodeTimeoutMs" | "onCrash" | "persistence">): Record<string, string> {
  return {
    CF_APPEND_ONLY: persistence.fsync === undefined ? "no" : "yes",
    ...(onCrash === "engine"
      ? {}
      : { CF_ON_CRASH: onCrash, CF_NODE_TIMEOUT_MS: String(nodeTimeoutMs) }),
  };
}

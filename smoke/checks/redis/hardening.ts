import type { RedisManifest } from "../../../constructs/core/manifest";
import { hardeningCheck } from "../hardening";

export const hardening = hardeningCheck<RedisManifest>("redis-cluster", "redis/hardening");

import type { MemcachedManifest } from "../../../constructs/core/manifest";
import { hardeningCheck } from "../hardening";

export const hardening = hardeningCheck<MemcachedManifest>("memcached", "memcached/hardening");

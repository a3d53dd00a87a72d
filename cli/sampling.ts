import type { LoadedManifest } from "../clients/manifest-file";
import type { SamplingOptions } from "../monitor/sample/sampler";
import { driverFor } from "../smoke/drivers";

/** How nodes are sampled: what their runners have noted is read where the target lets one. */
export function samplingOf(deployed: LoadedManifest): SamplingOptions {
  const driver = driverFor(deployed);
  if (driver.recoveries === undefined || deployed.manifest.kind !== "redis-cluster") return {};
  return { recoveries: (ref) => driver.recoveries?.(ref) ?? Promise.resolve([]) };
}

import { ValidationError } from "../core/errors";
import { requireInteger } from "../core/validate";

/** What a container may use of the machine; the same prop on every construct of this target. */
export interface ContainerLimits {
  /**
   * MiB of memory of each container; the engine ends a server that needs more.
   *
   * @default - half as much again as the server keeps data, and 64 MiB: a log of writes that is written
   * anew, and a first copy for a replica, double the pages that are written meanwhile
   */
  readonly containerMemoryMib?: number;
  /**
   * Processors of each container, from 0.1; more than the engine's machine has is refused by the engine.
   *
   * @default 1
   */
  readonly cpus?: number;
  /**
   * Whether the engine starts the containers with itself, without a bound to the restarts
   * (`unless-stopped`). The policy reports it under CIS 5.15.
   *
   * @default false - five restarts after failures; after a restart of the engine `cachefort up` starts them
   */
  readonly restartWithEngine?: boolean;
}

/** What a server needs beside its data: program, connections and their TLS buffers. */
const OVERHEAD_MIB = 32;

/**
 * MiB of a container.
 *
 * @param dataMib what its server keeps data in
 * @throws ValidationError DOCKER_MEMORY_LIMIT
 */
export function containerMemoryMib(
  dataMib: number,
  { containerMemoryMib: asked }: ContainerLimits,
): number {
  if (asked === undefined) return Math.ceil(dataMib * 1.5) + 2 * OVERHEAD_MIB;
  return requireInteger("DOCKER_MEMORY_LIMIT", "the memory of a container", asked, {
    min: dataMib + OVERHEAD_MIB,
    max: 2 ** 21,
    unit: `MiB: ${dataMib} that the server may fill with data, and ${OVERHEAD_MIB} for itself`,
  });
}

/**
 * Processors of a container.
 *
 * @throws ValidationError DOCKER_CPUS
 */
export function containerCpus({ cpus = 1 }: ContainerLimits): number {
  if (cpus >= 0.1 && cpus <= 1024) return cpus;
  throw new ValidationError("DOCKER_CPUS", {
    problem: "a container cannot get that many processors",
    received: cpus,
    allowed: "0.1 to 1024, and no more than the engine's machine has",
    fix: "change cpus",
  });
}

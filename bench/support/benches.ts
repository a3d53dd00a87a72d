/** A measurement as `bench:all` knows it. */
interface ListedBench {
  /** Name of the script without ending. */
  readonly script: string;
  /** Rough minutes on two cores. */
  readonly minutes: number;
  /** Whether it may be left out for want of an engine or an image. */
  readonly inContainers: boolean;
  /** Whether it counts microseconds of the kit's own code, which tsx makes slower. @default false */
  readonly isCompiled?: true;
}

/** What Node loads the measurement with. */
export function loaderOf({ isCompiled }: Pick<ListedBench, "isCompiled">): readonly string[] {
  return isCompiled === true ? ["--require", "./bench/support/compiled.cjs"] : ["--import", "tsx"];
}

/** Every measurement in the order in which they are shown. */
export const BENCHES: readonly ListedBench[] = [
  { script: "forming", minutes: 4, inContainers: false },
  { script: "failover", minutes: 7, inContainers: false },
  { script: "crash-recovery", minutes: 12, inContainers: false },
  { script: "crash-loss", minutes: 8, inContainers: false },
  { script: "containers-forming", minutes: 3, inContainers: true },
  { script: "containers-failover", minutes: 4.5, inContainers: true },
  { script: "containers-crash-recovery", minutes: 13, inContainers: true },
  { script: "containers-writes", minutes: 7, inContainers: true },
  { script: "planned-failover", minutes: 3, inContainers: false },
  { script: "application-writes", minutes: 1.5, inContainers: false },
  { script: "synth", minutes: 1.5, inContainers: false },
  { script: "synth-aws", minutes: 3, inContainers: false },
  { script: "smoke", minutes: 6, inContainers: false },
  { script: "containers-smoke", minutes: 8, inContainers: true },
  { script: "monitored-cache", minutes: 2, inContainers: false, isCompiled: true },
  { script: "memcached-clients", minutes: 5, inContainers: false, isCompiled: true },
  { script: "redis-clients", minutes: 8, inContainers: false, isCompiled: true },
  { script: "scrape", minutes: 5, inContainers: false },
];

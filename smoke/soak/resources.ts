import type { Figure } from "../figure";

/** What the harness itself holds, between two rounds. */
export interface ResourceSample {
  /** Bytes of live objects, right after a collection. */
  readonly heapBytes: number;
  /** Open files and sockets. @default - the system does not tell */
  readonly descriptors?: number;
}

/** Bytes by which the heap of one and the same work differs from round to round: code that is compiled late, pools. */
const HEAP_NOISE_BYTES = 8 * 2 ** 20;
/** Sockets that are closing while the sample is taken. */
const DESCRIPTOR_NOISE = 2;
/** Fewer samples say nothing about growth. */
const LEAST_SAMPLES = 8;

/**
 * Whether the harness has grown: the medians of the first and of the last quarter of the samples side by side.
 *
 * @param samples one after each round, in their order
 * @param keptBytes what the report keeps of the rounds, which grows with them on purpose
 */
export function resourceFigures(samples: readonly ResourceSample[], keptBytes: number): Figure[] {
  if (samples.length < LEAST_SAMPLES) return [];
  const quarter = Math.floor(samples.length / 4);
  const growth = (of: (sample: ResourceSample) => number | undefined): number | undefined => {
    const first = medianOf(samples.slice(0, quarter).map(of));
    const last = medianOf(samples.slice(-quarter).map(of));
    return first === undefined || last === undefined ? undefined : last - first;
  };
  const heap = growth(({ heapBytes }) => heapBytes);
  const descriptors = growth(({ descriptors: count }) => count);
  return [
    {
      what: "growth of the harness's heap",
      unit: "bytes",
      measured: heap,
      atMost: HEAP_NOISE_BYTES + 2 * keptBytes,
      derivation: "8 MiB of code and pools, and twice the text of the results that are kept",
    },
    ...(descriptors === undefined
      ? []
      : [
          {
            what: "growth of its descriptors",
            unit: "count",
            measured: descriptors,
            atMost: DESCRIPTOR_NOISE,
            derivation: "a round closes what it opens; two sockets may still be closing",
          } as const,
        ]),
  ];
}

function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  return known[Math.floor(known.length / 2)];
}

/** Partitions that one of several workers may have, so that all are consumed and none is without. */
export function shareOf(partitions: number, workers: number): number {
  return Math.ceil(partitions / workers);
}

/** Partitions that are not ours, from a random one on: workers that start together do not ask for the same ones. */
export function partitionsToTake(
  partitions: number,
  ours: ReadonlySet<number>,
  random: () => number = Math.random,
): readonly number[] {
  const first = Math.floor(random() * partitions);
  return Array.from({ length: partitions }, (_, n) => (first + n) % partitions).filter(
    (partition) => !ours.has(partition),
  );
}

/**
 * Does work in which CDKTF takes a stack trace for each reference that it makes, and has Node leave these as they are:
 * to find the TypeScript of every frame takes a tenth of a synth, and nobody reads them. What the work throws is
 * read afterwards, with its own lines.
 */
export function withUnmappedTraces<T>(work: () => T): T {
  const areMapped = process.sourceMapsEnabled;
  process.setSourceMapsEnabled(false);
  try {
    return work();
  } finally {
    process.setSourceMapsEnabled(areMapped);
  }
}

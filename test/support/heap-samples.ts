// A program of its own: what a test runner keeps of earlier files goes when it likes, and is far more.
import { sampleResources } from "../../smoke/soak/sample";

const before = sampleResources();
const kept = Array.from({ length: 200_000 }, (_, i) => ({ i }));
const during = sampleResources();
const { length } = kept;
kept.length = 0;
const after = sampleResources();
process.stdout.write(
  JSON.stringify({
    length,
    kept: during.heapBytes - before.heapBytes,
    left: after.heapBytes - before.heapBytes,
  }),
);

import { randomInt } from "node:crypto";
import fc from "fast-check";
import { slotOf } from "../../../constructs/redis/slots";
import vectors from "../../data/keyslots.json";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const RANDOM_KEYS = 2_000;
const seed = randomInt(2 ** 31);

/** Any text, and text in which braces are frequent. */
const keys = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: fc.constantFrom("{", "}", "a", "ä", "😀", "\0"), maxLength: 12 }),
);

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ port: 21540, only: ["0-0"], wait: "listening" });
});
afterAll(() => cluster.close());

async function slotsOfServer(texts: readonly string[]): Promise<[string, number][]> {
  const node = await cluster.operator("0-0");
  try {
    const slots = await Promise.all(texts.map((key) => node.cluster("KEYSLOT", key)));
    return texts.map((key, index) => [key, slots[index] ?? NaN]);
  } finally {
    node.disconnect();
  }
}

test("the server gives the keys of the committed vectors the same slots as ever", async () => {
  const keysOfVectors = vectors.slots.map(([key]) => String(key));
  expect(await slotsOfServer(keysOfVectors)).toEqual(vectors.slots);
});

test(`the server and the model agree on random keys (seed ${seed})`, async () => {
  const texts = fc.sample(keys, { seed, numRuns: RANDOM_KEYS });
  expect(await slotsOfServer(texts)).toEqual(texts.map((key) => [key, slotOf(key)]));
});

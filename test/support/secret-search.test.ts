import { Readable } from "node:stream";
import { secretsInStream } from "./secret-search";

const secrets = new Map([
  ["swordfish", "first"],
  ["open sesame", "second"],
]);
const chunks = (...texts: string[]): Readable =>
  Readable.from(texts.map((text) => Buffer.from(text)));

describe("secretsInStream", () => {
  const text = "..swordfish..open sesame..";

  test.each(Array.from({ length: text.length + 1 }, (_, at) => at))(
    "finds both when the chunks part after %d bytes",
    async (at) => {
      const found = await secretsInStream(chunks(text.slice(0, at), text.slice(at)), secrets);
      expect(found).toEqual(["first", "second"]);
    },
  );

  test("finds them in chunks of one byte", async () => {
    expect(await secretsInStream(chunks(...text), secrets)).toEqual(["first", "second"]);
  });

  test("finds nothing in parts of them", async () => {
    expect(await secretsInStream(chunks("swordfis", "open", "h sesame"), secrets)).toEqual([]);
    expect(await secretsInStream(chunks(), secrets)).toEqual([]);
  });
});

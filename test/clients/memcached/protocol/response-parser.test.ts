import fc from "fast-check";
import { Opcode } from "../../../../clients/memcached/protocol/opcode";
import { ResponseParser } from "../../../../clients/memcached/protocol/response-parser";
import { codedError } from "../../../support/coded";
import { encodeAnswer, type Answer } from "../../../support/memcached-answer";

const answer: fc.Arbitrary<Answer> = fc.record({
  opcode: fc.constantFrom(...Object.values(Opcode)),
  status: fc.nat({ max: 0xffff }),
  opaque: fc.nat({ max: 0xffffffff }),
  extras: fc.uint8Array({ maxLength: 255 }).map((bytes) => Buffer.from(bytes)),
  key: fc.string({ unit: "binary", maxLength: 300 }),
  value: fc.string({ unit: "binary", maxLength: 3000 }),
});

/** Where a stream is cut: any place, also twice the same. */
function pieces(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const places = cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b);
  return [...places, stream.length].map((end, i) => stream.subarray(places[i - 1] ?? 0, end));
}

function read(parser: ResponseParser, stream: readonly Buffer[]): Omit<Answer, "extras">[] {
  return stream.flatMap((piece) =>
    parser.push(piece).map(({ key, opaque, opcode, status, value }) => ({
      ...{ opcode, status, opaque, key, value },
    })),
  );
}

test("answers come out as they went in, wherever the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(answer, { maxLength: 8 }),
      fc.array(fc.nat({ max: 50_000 }), { maxLength: 30 }),
      (answers, cuts) => {
        const stream = Buffer.concat(answers.map(encodeAnswer));
        const expected = answers.map(({ extras: _extras, ...rest }) => rest);
        expect(read(new ResponseParser(), pieces(stream, cuts))).toEqual(expected);
      },
    ),
  );
});

test("answers come out also byte by byte", () => {
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 3 }), (answers) => {
      const stream = Buffer.concat(answers.map(encodeAnswer));
      const bytes = [...stream].map((byte) => Buffer.from([byte]));
      expect(read(new ResponseParser(), bytes)).toHaveLength(answers.length);
    }),
    { numRuns: 20 },
  );
});

test("any bytes are answers or an error with a code", () => {
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    // A header that is right at its beginning goes further.
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.of(0x81, ...bytes)),
  );
  fc.assert(
    fc.property(hostile, (bytes) => {
      const parser = new ResponseParser(1000);
      try {
        expect(parser.push(Buffer.from(bytes)).length).toBeLessThan(200);
      } catch (error) {
        expect(error).toMatchObject({ code: "MEMCACHED_ANSWER_INVALID" });
      }
    }),
  );
});

const good: Answer = {
  ...{ opcode: Opcode.get, status: 0, opaque: 7 },
  ...{ extras: Buffer.alloc(4), key: "", value: "v" },
};

function refusalOf(bytes: Buffer): string {
  const error = codedError(() => new ResponseParser(1000).push(bytes));
  expect(error.code).toBe("MEMCACHED_ANSWER_INVALID");
  return error.message;
}

test.each([
  ["the text protocol", Buffer.from("ERROR\r\n")],
  ["TLS", Buffer.from([0x16, 3, 3])],
  ["a request", Buffer.from([0x80])],
])("%s is refused at its first byte", (_what, bytes) => {
  expect(refusalOf(bytes)).toContain(`it begins with 0x${bytes[0]?.toString(16)}`);
});

test("a body that is too long is refused before it comes", () => {
  const header = encodeAnswer(good).subarray(0, 24);
  header.writeUInt32BE(1001, 8);
  expect(refusalOf(header)).toContain("a body of 1001 bytes");
  header.writeUInt32BE(1000, 8);
  expect(new ResponseParser(1000).push(header)).toEqual([]);
});

test("key and extras that are longer than the body are refused", () => {
  const header = encodeAnswer(good).subarray(0, 24);
  header.writeUInt16BE(2, 2);
  expect(refusalOf(header)).toContain("key and extras of 6 bytes in a body of 5");
});

test("a body of half a gigabyte takes no memory before it is there", () => {
  const header = encodeAnswer(good).subarray(0, 24);
  header.writeUInt32BE(500_000_000, 8);
  const before = process.memoryUsage().arrayBuffers;
  const parser = new ResponseParser();
  expect(parser.push(header)).toEqual([]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
});

test("a counter of another length than 8 bytes is refused", () => {
  const [short] = new ResponseParser().push(encodeAnswer({ ...good, opcode: Opcode.increment }));
  expect(codedError(() => short?.counter).code).toBe("MEMCACHED_ANSWER_INVALID");
  const [right] = new ResponseParser().push(
    encodeAnswer({
      ...good,
      opcode: Opcode.increment,
      extras: Buffer.alloc(0),
      value: "\0\0\0\0\0\0\u0001\0",
    }),
  );
  expect(right?.counter).toBe(256);
});

import fc from "fast-check";
import { Opcode } from "../../../../clients/memcached/protocol/opcode";
import { Request } from "../../../../clients/memcached/protocol/request";

const text = (maxLength: number) => fc.string({ unit: "binary", maxLength });
const word = fc.nat({ max: 0xffffffff });

/** Reads a request by `protocol_binary.h`. */
function decode(bytes: Buffer): Record<string, unknown> {
  const keyBegin = 24 + bytes.readUInt8(4);
  const valueBegin = keyBegin + bytes.readUInt16BE(2);
  return {
    magic: bytes.readUInt8(0),
    opcode: bytes.readUInt8(1),
    dataType: bytes.readUInt8(5),
    vbucket: bytes.readUInt16BE(6),
    bodyLength: bytes.readUInt32BE(8),
    opaque: bytes.readUInt32BE(12),
    cas: bytes.readBigUInt64BE(16),
    extras: Array.from({ length: (keyBegin - 24) / 4 }, (_, i) => bytes.readUInt32BE(24 + i * 4)),
    key: bytes.toString("utf8", keyBegin, valueBegin),
    value: bytes.toString("utf8", valueBegin),
  };
}

test("what was asked stands in its bytes, and nothing beside them", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(Opcode)),
      text(250),
      fc.array(word, { maxLength: 5 }),
      text(2000),
      word,
      fc.nat({ max: 20 }),
      (opcode, key, extras, value, opaque, at) => {
        const request = new Request(opcode, key, extras, value);
        const target = Buffer.alloc(at + request.size + 1, 0xee);
        request.writeTo(target, at, opaque);
        expect(decode(target.subarray(at, at + request.size))).toEqual({
          ...{ magic: 0x80, opcode, dataType: 0, vbucket: 0, cas: 0n, opaque, extras, key, value },
          bodyLength: request.size - 24,
        });
        const around = [...target.subarray(0, at), ...target.subarray(at + request.size)];
        expect(around.every((byte) => byte === 0xee)).toBe(true);
      },
    ),
  );
});

test("a set as the specification shows it", () => {
  // doc/protocol-binary.xml of memcached: Hello, World, flags 0xdeadbeef, expiry 0xe10.
  const request = new Request(Opcode.set, "Hello", [0xdeadbeef, 0xe10], "World");
  const bytes = Buffer.alloc(request.size);
  request.writeTo(bytes, 0, 0);
  expect(bytes.toString("hex")).toBe(
    "8001000508000000000000120000000000000000" +
      "00000000" +
      "deadbeef00000e10" +
      Buffer.from("HelloWorld").toString("hex"),
  );
});

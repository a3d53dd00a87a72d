import {
  decodeResponse,
  deleteRequest,
  encodeRequest,
  getRequest,
  loginRequest,
  looksBinary,
  setRequest,
  statsRequest,
  versionRequest,
} from "../../../smoke/probes/memcached-binary";

const hex = (bytes: Buffer): string =>
  bytes
    .toString("hex")
    .replace(/(.{8})/g, "$1 ")
    .trim();

describe("encodeRequest", () => {
  // Header words: magic opcode key-length, extras-length 0 vbucket, body length, opaque, cas.
  test.each([
    ["version", versionRequest(), "800b0000 00000000 00000000 00000000 00000000 00000000"],
    ["get", getRequest("k"), "80000001 00000000 00000001 00000000 00000000 00000000 6b"],
    ["delete", deleteRequest("k"), "80040001 00000000 00000001 00000000 00000000 00000000 6b"],
    [
      "stats",
      statsRequest("settings"),
      "80100008 00000000 00000008 00000000 00000000 00000000 73657474 696e6773",
    ],
    [
      "set",
      setRequest("k", "v", 300),
      "80010001 08000000 0000000a 00000000 00000000 00000000 00000000 0000012c 6b76",
    ],
    [
      "login",
      loginRequest("u", "p"),
      "80210005 00000000 00000009 00000000 00000000 00000000 504c4149 4e007500 70",
    ],
  ])("%s", (_, request, expected) => {
    expect(hex(encodeRequest(request))).toBe(expected);
  });
});

describe("decodeResponse", () => {
  const found = Buffer.from(
    "81000000 04000000 00000009 00000000 00000000 00000001 00000000 76616c7565".replaceAll(" ", ""),
    "hex",
  );

  test("status, value after the extras, and length", () => {
    expect(decodeResponse(found)).toEqual({
      ...{ opcode: 0, status: 0, key: "", value: "value", length: 33 },
    });
  });

  test("a key stands between extras and value", () => {
    const withKey = Buffer.from(found);
    withKey.writeUInt16BE(2, 2);
    expect(decodeResponse(withKey)).toMatchObject({ key: "va", value: "lue" });
  });

  test("is undefined as long as a byte is missing", () => {
    for (let length = 0; length < found.length; length++) {
      expect(decodeResponse(found.subarray(0, length))).toBeUndefined();
    }
  });

  test("leaves what follows alone", () => {
    expect(decodeResponse(Buffer.concat([found, found]))?.length).toBe(found.length);
  });
});

test("text and TLS are not taken for the binary protocol", () => {
  expect(looksBinary(Buffer.from([0x81]))).toBe(true);
  expect(looksBinary(Buffer.from("STORED\r\n"))).toBe(false);
  expect(looksBinary(Buffer.from([0x15, 0x03, 0x03]))).toBe(false);
  expect(looksBinary(Buffer.alloc(0))).toBe(false);
});

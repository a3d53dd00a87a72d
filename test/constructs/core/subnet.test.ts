import fc from "fast-check";
import { addressOfPort, gatewayOf, overlap, parseSubnet } from "../../../constructs/core/subnet";
import { codedError } from "../../support/coded";

test.each([
  ["10.213.96.0/20", 4096],
  ["192.168.7.0/24", 256],
  ["192.168.7.16/28", 16],
  ["10.0.0.0/8", 2 ** 24],
])("%s has %d addresses", (subnet, size) => {
  expect(parseSubnet(subnet).size).toBe(size);
});

test.each([
  ["10.213.96.0", "no prefix"],
  ["10.213.96.1/20", "bits after the prefix"],
  ["10.213.256.0/20", "no address"],
  ["10.213.96.0/29", "room for no cluster"],
  ["10.0.0.0/7", "too many addresses"],
  ["fd00::/64", "IPv6"],
  ["", "nothing"],
])("%j is refused: %s", (subnet) => {
  const error = codedError(() => parseSubnet(subnet));
  expect(error.code).toBe("SUBNET_INVALID");
  expect(error.message).toContain(JSON.stringify(subnet));
});

test("the first address is the machine's", () => {
  expect(gatewayOf("10.213.96.0/20")).toBe("10.213.96.1");
});

describe("the address of a port", () => {
  test.each([
    ["10.213.96.0/20", 7200, "10.213.108.32"],
    ["10.213.96.0/20", 11511, "10.213.108.247"],
    ["192.168.7.0/24", 7200, "192.168.7.32"],
  ])("in %s, port %d stands for %s", (subnet, port, address) => {
    expect(addressOfPort(subnet, port)).toBe(address);
  });

  test.each([
    ["the network itself", 7168],
    ["the gateway", 7169],
    ["the broadcast address", 7423],
  ])("is refused where it is %s", (_, port) => {
    expect(codedError(() => addressOfPort("192.168.7.0/24", port)).code).toBe(
      "SUBNET_ADDRESS_RESERVED",
    );
    expect(addressOfPort("192.168.0.0/16", port)).toMatch(/^192\.168\./);
  });

  test("lies in the subnet, and neighbours of a port are neighbours of its address", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1024, max: 65_534 }),
        fc.integer({ min: 8, max: 16 }),
        (port, prefix) => {
          const subnet = `10.0.0.0/${prefix}`;
          const last = (address: string): number =>
            address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
          expect(last(addressOfPort(subnet, port)) - last("10.0.0.0")).toBe(port);
        },
      ),
    );
  });
});

test.each([
  ["10.213.96.0/20", "10.213.100.0/24", true],
  ["10.213.100.7/24", "10.213.96.0/20", true],
  ["10.213.96.0/20", "10.213.96.0/20", true],
  ["10.213.96.0/20", "10.213.112.0/20", false],
  ["10.213.96.0/20", "10.213.95.255/32", false],
  ["0.0.0.0/0", "10.213.96.0/20", true],
])("%s and %s overlap: %s", (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
  expect(overlap(other, one)).toBe(expected);
});

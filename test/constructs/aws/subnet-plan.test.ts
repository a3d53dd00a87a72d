import fc from "fast-check";
import { ZONE_LETTERS } from "../../../constructs/aws/availability-zones";
import { planSubnets } from "../../../constructs/aws/subnet-plan";
import { overlap, parseSubnet } from "../../../constructs/core/subnet";
import { codedError } from "../../support/coded";

const zoneOf = (letter: string): string => `eu-central-1${letter}`;

test.each([
  ["10.214.0.0/20", ["a", "b"], ["10.214.0.0/23", "10.214.2.0/23"]],
  ["10.214.0.0/20", ["c", "a"], ["10.214.4.0/23", "10.214.0.0/23"]],
  ["172.16.0.0/16", ["a", "h"], ["172.16.0.0/19", "172.16.224.0/19"]],
  ["192.168.1.128/25", ["a", "b"], ["192.168.1.128/28", "192.168.1.144/28"]],
])("%s over zones %j", (cidr, letters, cidrs) => {
  const zones = letters.map(zoneOf);
  expect(planSubnets(cidr, zones)).toEqual(
    zones.map((zone, position) => ({ zone, cidr: cidrs[position] })),
  );
});

test.each([
  ["10.214.0.0/26", "too small for eight subnets"],
  ["10.208.0.0/15", "larger than a VPC"],
  ["10.214.0.1/20", "bits after the prefix"],
  ["8.8.0.0/16", "addresses of others"],
  ["172.32.0.0/16", "addresses of others"],
  ["100.128.0.0/16", "addresses of others"],
  ["0.0.0.0/0", "everything"],
  ["fd00::/56", "IPv6"],
  ["", "nothing"],
])("%j is refused: %s", (cidr) => {
  expect(codedError(() => planSubnets(cidr, [zoneOf("a")])).code).toBe("AWS_VPC_CIDR");
});

test("a range known later is refused", () => {
  const error = codedError(() => planSubnets("${TfToken[TOKEN.1]}", [zoneOf("a")]));
  expect(error.code).toBe("TOKEN_NOT_ALLOWED");
});

test("subnets lie in the range, apart from each other, wherever other zones are", () => {
  const zones = [...ZONE_LETTERS].map(zoneOf);
  fc.assert(
    fc.property(
      fc.integer({ min: 16, max: 25 }),
      fc.integer({ min: 0, max: 2 ** 24 - 1 }),
      fc.subarray(zones, { minLength: 1 }),
      (prefix, address, some) => {
        const base = address - (address % 2 ** (32 - prefix));
        const bytes = [16, 8, 0].map((bits) => Math.floor(base / 2 ** bits) % 256);
        const cidr = `10.${bytes.join(".")}/${prefix}`;
        const all = planSubnets(cidr, zones);
        const range = parseSubnet(cidr);
        for (const [position, subnet] of all.entries()) {
          const { base: first, size } = parseSubnet(subnet.cidr);
          expect(first >= range.base && first + size <= range.base + range.size).toBe(true);
          const others = all.filter((_, other) => other !== position);
          expect(others.some((other) => overlap(other.cidr, subnet.cidr))).toBe(false);
        }
        expect(planSubnets(cidr, some)).toEqual(all.filter(({ zone }) => some.includes(zone)));
      },
    ),
  );
});

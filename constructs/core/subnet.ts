import { ValidationError } from "./errors";

/** A range of IPv4 addresses. */
export interface Subnet {
  /** The first address, as a number. */
  readonly base: number;
  /** Bits that all of its addresses share. */
  readonly prefix: number;
  /** Number of addresses, the two reserved ones included. */
  readonly size: number;
}

/** Fewer addresses than a /28 has hold no cluster, and more than a /8 has are nobody's. */
const PREFIXES = { min: 8, max: 28 } as const;
const GATEWAY = 1;

/**
 * Reads CIDR notation such as `10.213.96.0/20`.
 *
 * @throws ValidationError SUBNET_INVALID
 */
export function parseSubnet(text: string): Subnet {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const numbers = (match?.slice(1) ?? []).map(Number);
  const [a = 256, b = 256, c = 256, d = 256, prefix = 0] = numbers;
  const base = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - prefix);
  const isSubnet =
    [a, b, c, d].every((part) => part <= 255) &&
    prefix >= PREFIXES.min &&
    prefix <= PREFIXES.max &&
    base % size === 0;
  if (isSubnet) return { base, prefix, size };
  throw new ValidationError("SUBNET_INVALID", {
    problem: "the network's range is no IPv4 subnet",
    received: text,
    allowed: `address/prefix with a prefix of ${PREFIXES.min} to ${PREFIXES.max} and no bit set after it, such as 10.213.96.0/20`,
    fix: "give the first address of the range",
  });
}

/** Whether two subnets have an address in common. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parseRange(one), parseRange(other)];
  return a.base < b.base + b.size && b.base < a.base + a.size;
}

/** Any IPv4 range, also one that would be no network of ours; bits after the prefix do not matter. */
function parseRange(text: string): { readonly base: number; readonly size: number } {
  const [address = "", prefix = "32"] = text.split("/");
  const size = 2 ** (32 - Number(prefix));
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { base: number - (number % size), size };
}

/** Address of the network's own end on the machine: the first one. */
export function gatewayOf(subnet: string): string {
  return text(parseSubnet(subnet).base + GATEWAY);
}

/**
 * The address that a port stands for: the port's last bits. Ports are distinct within an environment, so
 * that an address stays the same whatever else comes or goes.
 *
 * @throws ValidationError SUBNET_INVALID, SUBNET_ADDRESS_RESERVED
 */
export function addressOfPort(subnet: string, port: number): string {
  const { base, size } = parseSubnet(subnet);
  const host = port % size;
  if (host > GATEWAY && host < size - 1) return text(base + host);
  throw new ValidationError("SUBNET_ADDRESS_RESERVED", {
    problem: `port ${port} stands for ${text(base + host)}, which every network keeps for itself`,
    received: subnet,
    allowed: "a port whose last bits are not those of the first two addresses or of the last one",
    fix: "choose another port, or a subnet with a shorter prefix",
  });
}

/** CIDR notation of a range; its size is a power of two. */
export function subnetText(base: number, size: number): string {
  return `${text(base)}/${32 - Math.log2(size)}`;
}

function text(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}

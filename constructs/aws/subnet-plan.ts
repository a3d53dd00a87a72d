import { ValidationError } from "../core/errors";
import { refuseToken } from "../core/validate";
import { parseSubnet, subnetText } from "../core/subnet";
import { ZONE_LETTERS, zoneIndex } from "./availability-zones";

/** A subnet before it is made. */
export interface PlannedSubnet {
  readonly zone: string;
  /** Addresses in CIDR notation. */
  readonly cidr: string;
}

/** A VPC takes /16 to /28; divided for every letter, its subnets must not be smaller than /28. */
const PREFIXES = { min: 16, max: 25 } as const;

/**
 * One subnet for each zone. A range has as many equal parts as there are letters of zones, and a zone gets
 * the part of its letter: no subnet moves when another zone comes or goes.
 *
 * @param cidr range of the network, such as `10.214.0.0/20`
 * @throws ValidationError AWS_VPC_CIDR, TOKEN_NOT_ALLOWED
 */
export function planSubnets(cidr: string, zones: readonly string[]): PlannedSubnet[] {
  const { base, size } = requireVpcRange(cidr);
  const part = size / ZONE_LETTERS.length;
  return zones.map((zone) => ({ zone, cidr: subnetText(base + zoneIndex(zone) * part, part) }));
}

function requireVpcRange(cidr: string): { readonly base: number; readonly size: number } {
  refuseToken("cidr", cidr);
  const range = rangeOf(cidr);
  if (range !== undefined) return range;
  throw new ValidationError("AWS_VPC_CIDR", {
    problem: "cidr is no range that a VPC can have and that can be divided for its zones",
    received: cidr,
    allowed: `private IPv4 addresses with a prefix of ${PREFIXES.min} to ${PREFIXES.max} and no bit set after it, such as 10.214.0.0/20`,
    fix: "change cidr",
  });
}

function rangeOf(cidr: string): { readonly base: number; readonly size: number } | undefined {
  try {
    const { base, prefix, size } = parseSubnet(cidr);
    const isFit = prefix >= PREFIXES.min && prefix <= PREFIXES.max;
    return isFit && isPrivate(cidr) ? { base, size } : undefined;
  } catch (error) {
    if (error instanceof ValidationError) return undefined;
    throw error;
  }
}

/** RFC 1918, and RFC 6598, which AWS allows as well. */
function isPrivate(cidr: string): boolean {
  return /^(10|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(
    cidr,
  );
}

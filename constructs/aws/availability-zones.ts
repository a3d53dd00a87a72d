import { ValidationError } from "../core/errors";
import { refuseToken } from "../core/validate";

/** Letters of zones that a region has or may get. */
export const ZONE_LETTERS = "abcdefgh";

/** Zones of a region, and how few of them will do. */
export interface ZonesProps {
  readonly region: string;
  /** Names such as `eu-central-1a`. */
  readonly availabilityZones: readonly string[];
  /** @default 2 */
  readonly least?: number;
}

/**
 * The zones, when each of them is one of the region and none stands twice.
 *
 * @throws ValidationError AWS_ZONE, AWS_ZONES_FEW, TOKEN_NOT_ALLOWED
 */
export function requireZones({
  region,
  availabilityZones,
  least = 2,
}: ZonesProps): readonly string[] {
  refuseToken("availabilityZones", availabilityZones);
  const wrong = availabilityZones.find(
    (zone, position) => !isZoneOf(region, zone) || availabilityZones.indexOf(zone) !== position,
  );
  if (wrong !== undefined) {
    throw new ValidationError("AWS_ZONE", {
      problem: `availabilityZones holds what is no zone of ${region}, or a zone twice`,
      received: wrong,
      allowed: `${region} followed by a letter, each once; no Local Zone, no Wavelength Zone`,
      fix: "correct availabilityZones",
    });
  }
  if (availabilityZones.length >= least) return availabilityZones;
  throw new ValidationError("AWS_ZONES_FEW", {
    problem: "the network would not outlive the failure of a zone",
    received: availabilityZones,
    allowed: `at least ${least} zones of ${region}`,
    fix: "name another zone; an existing network of one zone takes allowSingleZone",
  });
}

/** Place of a zone's letter in the alphabet, from 0. */
export function zoneIndex(zone: string): number {
  return ZONE_LETTERS.indexOf(zone.slice(-1));
}

function isZoneOf(region: string, zone: string): boolean {
  return zone.slice(0, -1) === region && zoneIndex(zone) >= 0;
}

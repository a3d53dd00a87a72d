import { dockerContainer } from "./docker-container";
import { dockerImage } from "./docker-image";
import { dockerNetwork } from "./docker-network";
import { dockerVolume } from "./docker-volume";
import type { ResourceType } from "./resource-type";
import { terraformData } from "./terraform-data";

const TYPES = [dockerContainer, dockerImage, dockerNetwork, dockerVolume, terraformData];

/** @throws Error for a type that the kit does not emit */
export function resourceType(name: string): ResourceType {
  const found = TYPES.find((type) => type.name === name);
  if (found !== undefined) return found;
  const known = TYPES.map((type) => type.name).join(", ");
  throw new Error(`the applier knows no resource type "${name}"; it knows ${known}`);
}

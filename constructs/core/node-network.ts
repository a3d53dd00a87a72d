import { addressOfPort } from "./subnet";

/** A network that nodes have to themselves, as plain data. */
export interface NodeNetwork {
  /** Addresses in CIDR notation; a node has the one that its port stands for, see `addressOfPort`. */
  readonly subnet: string;
  /**
   * What the nodes' names in the network begin with; a hyphen and the node's id follow.
   *
   * @default - clients in the network are not served
   */
  readonly namePrefix?: string;
  /**
   * Whether no port is published: the machine reaches nodes by their addresses.
   *
   * @default false
   */
  readonly isUnpublished?: boolean;
}

/** Where a node is found. */
export interface NodePlace {
  /** Name or address for clients on the engine's machine. */
  readonly host: string;
  /** Name for clients in the network. @default - none */
  readonly networkHost?: string;
  /** Address in the network. */
  readonly address: string;
}

/**
 * Where a node of a network is found.
 *
 * @param host name that its port is published at
 * @throws ValidationError SUBNET_INVALID, SUBNET_ADDRESS_RESERVED
 */
export function placeInNetwork(
  { isUnpublished, namePrefix, subnet }: NodeNetwork,
  host: string,
  id: string,
  port: number,
): NodePlace {
  const address = addressOfPort(subnet, port);
  return {
    host: isUnpublished === true ? address : host,
    ...(namePrefix === undefined ? {} : { networkHost: `${namePrefix}-${id}` }),
    address,
  };
}

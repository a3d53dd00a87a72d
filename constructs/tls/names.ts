/** Names a certificate is valid for. */
export interface CertificateNames {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}

/**
 * Names of a node: its own, `localhost`, and each address it is reached by.
 *
 * @param nodeName unique within the environment, such as `sessions-0-1`
 * @param addresses host names and IP addresses that clients and peers dial
 */
export function nodeCertificateNames(
  nodeName: string,
  addresses: readonly string[],
): CertificateNames {
  const hosts = addresses.filter((address) => !isIpAddress(address));
  const ips = addresses.filter(isIpAddress);
  return {
    commonName: nodeName,
    dnsNames: [...new Set([nodeName, "localhost", ...hosts])],
    ipAddresses: [...new Set(ips)],
  };
}

/** A host name has no colon, and its last label is never a number (RFC 3696, section 2). */
function isIpAddress(address: string): boolean {
  return address.includes(":") || /\.\d+$/.test(address);
}

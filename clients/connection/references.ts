import { resolve } from "node:path";
import type { Manifest, SecretReference } from "../../constructs/core/manifest";

/** How a manifest says where its authorities are. */
export type Authority = Manifest["tls"]["ca"];

/** The reference with a path that holds from everywhere. */
export function absoluteReference(reference: SecretReference, directory: string): SecretReference {
  return "file" in reference ? { file: resolve(directory, reference.file) } : reference;
}

/** The same for the authorities of a manifest. */
export function absoluteAuthority(authority: Authority, directory: string): Authority {
  if (authority === "system") return authority;
  if ("file" in authority) return { file: resolve(directory, authority.file) };
  return { trusted: authority.trusted.map((one) => absoluteReference(one, directory)) };
}

/** The references of an authority; none for the trust store of the machine. */
export function authorityReferences(authority: Authority): readonly SecretReference[] {
  if (authority === "system") return [];
  return "file" in authority ? [authority] : authority.trusted;
}

import { docker } from "./engine";

/** What shapes the network of an environment; a change of it makes the network anew. */
export interface NetworkShape {
  readonly name: string;
  /** Addresses in CIDR notation. */
  readonly subnet: string;
  /** Whether it has no way out of the machine. */
  readonly isInternal: boolean;
}

/** As the engine tells it. */
interface InspectedNetwork {
  readonly Name: string;
  readonly Internal: boolean;
  readonly IPAM: { readonly Config: readonly { readonly Subnet?: string }[] | null };
}

/**
 * Whether the engine has the network, in another shape than is wanted. It cannot be changed, and nobody
 * removes it while a container is attached to it.
 *
 * @throws UnavailableError DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
 */
export async function isAnotherNetwork(wanted: NetworkShape): Promise<boolean> {
  const listed = await docker("network", "ls", "--format", "{{.Name}}");
  if (!listed.stdout.split("\n").includes(wanted.name)) return false;
  const { stdout } = await docker("network", "inspect", wanted.name);
  const [found] = JSON.parse(stdout) as InspectedNetwork[];
  if (found === undefined) return false;
  const subnets = (found.IPAM.Config ?? []).map(({ Subnet }) => Subnet);
  return found.Internal !== wanted.isInternal || !subnets.includes(wanted.subnet);
}

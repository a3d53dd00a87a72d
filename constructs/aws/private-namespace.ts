import { ServiceDiscoveryPrivateDnsNamespace } from "@cdktf/provider-aws/lib/service-discovery-private-dns-namespace";
import { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { requireName } from "../core/validate";
import { oneOfStack } from "../terraform/one-of-stack";
import type { AwsPlace } from "./aws-place";
import { namespaceOf } from "./names";
import { stableName } from "./stable-name";

/** A private domain of Cloud Map: made by the kit, or there before. */
export interface IPrivateNamespace {
  readonly namespaceId: string;
  /** Domain that names end with; a literal, because certificates and rings are made of it. */
  readonly domain: string;
  /** Network that resolves it. @default - not known: whoever names the domain answers for it */
  readonly vpcId?: string;
}

export interface PrivateNamespaceProps extends Pick<AwsPlace, "environment" | "network"> {
  /**
   * First part of the domain, for a second network of an environment: small letters, digits and hyphens.
   *
   * @default - none: the domain is the environment's, such as `prod.cachefort.internal`
   */
  readonly name?: string;
}

const ID = "cachefort-namespace";

/**
 * A private domain of the environment, which its network alone resolves.
 *
 * @throws ValidationError AWS_NAMESPACE_NAME, TOKEN_NOT_ALLOWED
 */
export class AwsPrivateNamespace extends Construct implements IPrivateNamespace {
  /** The domain of a stack without a name of its own; it is made when it is first asked for. */
  static of(scope: Construct, place: AwsPlace): AwsPrivateNamespace {
    return oneOfStack(
      AwsPrivateNamespace,
      scope,
      ID,
      (stack) => new AwsPrivateNamespace(stack, ID, place),
    );
  }

  readonly namespaceId: string;
  readonly domain: string;
  readonly vpcId: string;
  /** The Terraform resource, for `addOverride`. */
  readonly resource: ServiceDiscoveryPrivateDnsNamespace;

  constructor(scope: Construct, id: string, props: PrivateNamespaceProps) {
    super(scope, id);
    const { environment, network } = props;
    const labels =
      props.name === undefined
        ? []
        : [requireName("AWS_NAMESPACE_NAME", "the domain's name", props.name)];
    this.domain = [...labels, namespaceOf(environment)].join(".");
    this.vpcId = network.vpcId;
    this.resource = new ServiceDiscoveryPrivateDnsNamespace(this, "namespace", {
      name: this.domain,
      description: `Nodes of the environment ${environment.name}`,
      vpc: network.vpcId,
    });
    this.resource.overrideLogicalId(["nodes", ...labels].join("_"));
    this.namespaceId = this.resource.id;
  }
}

/**
 * Refuses a domain that the network of a ring does not resolve: its names would lead nowhere.
 *
 * @param name of the ring
 * @throws ValidationError AWS_NAMESPACE_NETWORK
 */
export function requireResolvable(
  scope: Construct,
  name: string,
  { domain, vpcId }: IPrivateNamespace,
  { network }: Pick<AwsPlace, "network">,
): void {
  if (vpcId === undefined) return;
  // Two tokens may stand for one resource.
  const [ofDomain, ofRing] = [vpcId, network.vpcId].map((id) => stableName(scope, id));
  if (ofDomain === ofRing) return;
  throw new ValidationError(
    "AWS_NAMESPACE_NETWORK",
    {
      problem: `the network of the ring ${name} does not resolve names in ${domain}`,
      received: `the ring in ${ofRing}, the domain in ${ofDomain}`,
      allowed: "one network for the rings of a domain",
      fix: "give the ring a domain of its network: namespace: new AwsPrivateNamespace(stack, id, { ...aws, name })",
    },
    scope,
  );
}

import { ServiceDiscoveryPrivateDnsNamespace } from "@cdktf/provider-aws/lib/service-discovery-private-dns-namespace";
import { Construct } from "constructs";
import { oneOfStack } from "../terraform/one-of-stack";
import type { AwsPlace } from "./aws-place";
import { namespaceOf } from "./names";

/** A private domain of Cloud Map: made by the kit, or there before. */
export interface IPrivateNamespace {
  readonly namespaceId: string;
  /** Domain that names end with; a literal, because certificates and rings are made of it. */
  readonly domain: string;
}

const ID = "cachefort-namespace";

/** The environment's private domain, which its network alone resolves. */
export class AwsPrivateNamespace extends Construct implements IPrivateNamespace {
  /** The one domain of a stack; it is made when it is first asked for. */
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
  /** The Terraform resource, for `addOverride`. */
  readonly resource: ServiceDiscoveryPrivateDnsNamespace;

  constructor(scope: Construct, id: string, { environment, network }: AwsPlace) {
    super(scope, id);
    this.domain = namespaceOf(environment);
    this.resource = new ServiceDiscoveryPrivateDnsNamespace(this, "namespace", {
      name: this.domain,
      description: `Nodes of the environment ${environment.name}`,
      vpc: network.vpcId,
    });
    this.resource.overrideLogicalId("nodes");
    this.namespaceId = this.resource.id;
  }
}

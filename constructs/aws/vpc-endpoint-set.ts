import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import type { AwsEnvironment } from "./aws-environment";
import type { AwsPeer } from "./connections";
import { resourceName } from "./names";
import type { IAwsNetwork } from "./network";
import { policyDocument } from "./policy-document";
import { AwsSecurityGroup } from "./security-group";
import {
  endpointKind,
  endpointServiceName,
  endpointStatements,
  type AwsEndpointService,
} from "./vpc-endpoints";

export interface VpcEndpointsProps {
  readonly environment: AwsEnvironment;
  /** Name of the network. */
  readonly name: string;
  readonly vpc: IAwsNetwork & { readonly cidr: string };
  /** Route table of the subnets, for gateway endpoints. */
  readonly routeTableId: string;
  readonly services: readonly AwsEndpointService[];
}

const HTTPS = 443;

/** Endpoints of a network; those with interfaces share a security group that the network alone reaches. */
export class VpcEndpoints extends Construct {
  /** Group of the interface endpoints; none where there is no such endpoint. */
  readonly securityGroup: AwsSecurityGroup | undefined;
  private readonly byService: ReadonlyMap<AwsEndpointService, VpcEndpoint>;

  constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    const services = [...new Set(props.services)];
    this.securityGroup = services.some((service) => endpointKind(service) === "Interface")
      ? this.addGroup(props)
      : undefined;
    this.byService = new Map(
      services.map((service) => [service, this.addEndpoint(props, service)]),
    );
  }

  /** What HTTPS to the services goes to. */
  get peers(): readonly AwsPeer[] {
    const gateway = this.byService.get("s3");
    return [
      ...(this.securityGroup === undefined ? [] : [this.securityGroup.securityGroupId]),
      ...(gateway === undefined ? [] : [{ prefixListId: gateway.prefixListId }]),
    ];
  }

  /** The Terraform resource of a service's endpoint, for `addOverride`. */
  resourceOf(service: AwsEndpointService): VpcEndpoint | undefined {
    return this.byService.get(service);
  }

  private addGroup({ environment, name, vpc }: VpcEndpointsProps): AwsSecurityGroup {
    const group = new AwsSecurityGroup(this, "group", {
      environment,
      name: `${name}-endpoints`,
      description: `Endpoints of AWS services in ${resourceName(environment, name)}`,
      vpcId: vpc.vpcId,
      defaultPort: HTTPS,
    });
    group.connections.allowDefaultPortFrom(
      { cidr: vpc.cidr },
      "HTTPS from within the network to endpoints of AWS services",
    );
    return group;
  }

  private addEndpoint(props: VpcEndpointsProps, service: AwsEndpointService): VpcEndpoint {
    const { environment, name, routeTableId, vpc } = props;
    const group = this.securityGroup;
    return new VpcEndpoint(this, service.replaceAll(".", "-"), {
      vpcId: vpc.vpcId,
      serviceName: endpointServiceName(environment, service),
      vpcEndpointType: endpointKind(service),
      policy: policyDocument(endpointStatements(environment, service)),
      tags: { Name: `${resourceName(environment, name)}-${service}` },
      ...(endpointKind(service) === "Gateway" || group === undefined
        ? { routeTableIds: [routeTableId] }
        : {
            subnetIds: [...vpc.subnetIds],
            securityGroupIds: [group.securityGroupId],
            privateDnsEnabled: true,
          }),
    });
  }
}

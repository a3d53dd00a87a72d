import { awsEnvironment } from "../../../constructs/aws/aws-environment";
import { existingNetwork, type ExistingNetworkProps } from "../../../constructs/aws/network";
import { codedError } from "../../support/coded";

const props: ExistingNetworkProps = {
  environment: awsEnvironment({ name: "prod", region: "eu-central-1", account: "012345678901" }),
  vpcId: "vpc-0123456789abcdef0",
  subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  availabilityZones: ["eu-central-1a", "eu-central-1b"],
};

test.each<[string, Partial<ExistingNetworkProps>]>([
  ["ids", {}],
  ["short ids", { vpcId: "vpc-01234567", subnetIds: ["subnet-01234567", "subnet-89abcdef"] }],
  ["more subnets than zones", { subnetIds: [...props.subnetIds, "subnet-0123456789abcdef2"] }],
  [
    "ids known later",
    { vpcId: "${TfToken[TOKEN.1]}", subnetIds: ["${TfToken[A]}", "${TfToken[B]}"] },
  ],
  ["a list known later", { subnetIds: ["#{TfToken[TOKEN.2]}"] }],
  [
    "one zone where it is allowed",
    {
      subnetIds: ["subnet-01234567"],
      availabilityZones: ["eu-central-1a"],
      allowSingleZone: true,
    },
  ],
])("takes %s", (_, some) => {
  const { vpcId, subnetIds, availabilityZones } = { ...props, ...some };
  expect(existingNetwork({ ...props, ...some })).toEqual({ vpcId, subnetIds, availabilityZones });
});

test.each<[string, Partial<ExistingNetworkProps>]>([
  ["AWS_VPC_ID", { vpcId: "" }],
  ["AWS_VPC_ID", { vpcId: "subnet-01234567" }],
  ["AWS_SUBNETS", { subnetIds: [] }],
  ["AWS_SUBNETS", { subnetIds: ["subnet-01234567"] }],
  ["AWS_SUBNETS", { subnetIds: ["subnet-01234567", "subnet-01234567"] }],
  ["AWS_SUBNETS", { subnetIds: ["subnet-01234567", "vpc-01234567"] }],
  ["AWS_SUBNETS", { subnetIds: [], availabilityZones: ["eu-central-1a"], allowSingleZone: true }],
  ["AWS_ZONES_FEW", { availabilityZones: ["eu-central-1a"] }],
  ["AWS_ZONES_FEW", { availabilityZones: [] }],
  ["AWS_ZONES_FEW", { availabilityZones: [], allowSingleZone: true }],
  ["AWS_ZONE", { availabilityZones: ["eu-central-1a", "eu-central-1a"] }],
  ["AWS_ZONE", { availabilityZones: ["eu-central-1a", "eu-west-1b"] }],
  ["AWS_ZONE", { availabilityZones: ["eu-central-1a", "eu-central-1"] }],
  ["AWS_ZONE", { availabilityZones: ["eu-central-1a", "eu-central-1-ham-1a"] }],
  ["TOKEN_NOT_ALLOWED", { availabilityZones: ["${TfToken[TOKEN.1]}", "eu-central-1a"] }],
  ["TOKEN_NOT_ALLOWED", { availabilityZones: ["#{TfToken[TOKEN.1]}"] }],
])("%s refuses %j", (code, wrong) => {
  expect(codedError(() => existingNetwork({ ...props, ...wrong })).code).toBe(code);
});

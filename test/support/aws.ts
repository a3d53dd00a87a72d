import { TerraformStack, Testing } from "cdktf";
import { awsEnvironment } from "../../constructs/aws/aws-environment";
import { AwsProviders } from "../../constructs/aws/providers";

/** Region, account and name of the tests; nobody has this account. */
export const environment = awsEnvironment({
  name: "prod",
  region: "eu-central-1",
  account: "012345678901",
});

/** A stack with nothing but the environment's provider. */
export function emptyStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "cachefort-prod");
  new AwsProviders(stack, "providers", { environment });
  return stack;
}

import type { AwsEnvironmentInput } from "../../configs/schema";

/** An environment on AWS as data, with nothing in it where nothing else is said. */
export function awsEnvironmentData(
  changed: Partial<AwsEnvironmentInput> = {},
): AwsEnvironmentInput {
  return {
    target: "aws",
    region: "eu-central-1",
    account: "012345678901",
    network: { availabilityZones: ["eu-central-1a", "eu-central-1b"] },
    ...changed,
  };
}

// snippet:serverless
export const shop: AwsEnvironmentInput = {
  target: "aws",
  region: "eu-central-1",
  account: "111122223333",
  network: { availabilityZones: ["eu-central-1a", "eu-central-1b"] },
  serverless: [
    {
      name: "pages",
      users: [{ name: "web", role: "readWrite", keys: ["page:*"] }],
      storageGb: { max: 10 },
      ecpuPerSecond: { max: 5000 },
    },
  ],
};
// end

import type { EnvironmentConfig } from "./schema";

/** An environment on AWS that may go as it came: put in your own account, bucket and zones. */
export const staging: EnvironmentConfig = {
  target: "aws",
  region: "eu-central-1",
  account: "111122223333",
  network: {
    cidr: "10.214.16.0/20",
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
  },
  state: { bucket: "example-terraform-state", region: "eu-central-1" },
  removalPolicy: "destroy",
  redis: [
    {
      name: "sessions",
      finalSnapshot: false,
      removalPolicy: "destroy",
      users: [
        { name: "api", role: "readWrite", keys: ["session:*"], channels: ["session:*"] },
        { name: "report", role: "readOnly", keys: ["session:*"] },
      ],
    },
  ],
};

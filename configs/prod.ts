import type { EnvironmentConfig } from "./schema";

/** An environment on AWS for users: put in your own account, bucket and zones. */
export const prod: EnvironmentConfig = {
  target: "aws",
  region: "eu-central-1",
  account: "111122223333",
  network: { availabilityZones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"] },
  state: { bucket: "example-terraform-state", region: "eu-central-1" },
  redis: [
    {
      name: "sessions",
      replicasPerShard: 2,
      nodeType: "cache.r7g.large",
      users: [
        { name: "api", role: "readWrite", keys: ["session:*"], channels: ["session:*"] },
        { name: "report", role: "readOnly", keys: ["session:*"] },
      ],
    },
  ],
};

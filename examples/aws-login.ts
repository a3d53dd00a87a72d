// Logs in to a cluster on AWS: by a role, and by a password that lies in AWS Secrets Manager.
import type { Construct } from "constructs";
import { loadRedisManifest } from "../clients/manifest-file";
import { connectRedis } from "../clients/redis/connect-redis";
import type { AwsEnvironment } from "../constructs/aws/aws-environment";
import { grantConnect } from "../constructs/redis/aws/grant-connect";

/** Of `@aws-sdk/client-secrets-manager`, what is used here. */
export interface SecretsManager {
  getSecretValue(request: { SecretId: string }): Promise<{ SecretString?: string }>;
}

/** Lets the role `api` log in as the user `api` of the cluster `sessions`. */
export function letApiConnect(stack: Construct, environment: AwsEnvironment): void {
  // snippet:grant
  grantConnect(stack, {
    environment,
    replicationGroupId: "prod-sessions",
    userId: "prod-sessions-api",
    roleName: "api",
  });
  // end
}

/** Writes as a user whose role may connect. */
export async function useSessions(file: string): Promise<void> {
  // snippet:role
  const redis = await connectRedis(loadRedisManifest(file), "api", {
    onNodeError: (error) => console.error(error.message),
  });
  try {
    await redis.set("session:42", "ada", "EX", 3600);
  } finally {
    await redis.quit();
  }
  // end
}

/** Reads as a user with a password. */
export async function readSession(file: string, secrets: SecretsManager): Promise<string | null> {
  // snippet:password
  const redis = await connectRedis(loadRedisManifest(file), "report", {
    secretsManager: async (name) => {
      const { SecretString } = await secrets.getSecretValue({ SecretId: name });
      return SecretString ?? "";
    },
  });
  // end
  try {
    return await redis.get("session:42");
  } finally {
    await redis.quit();
  }
}

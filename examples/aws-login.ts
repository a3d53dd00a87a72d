// Logs in to clusters and rings on AWS: by a role, and by passwords that lie in AWS Secrets Manager.
import type { Construct } from "constructs";
import {
  connectMemcached,
  connectRedis,
  loadMemcachedManifest,
  loadRedisManifest,
} from "../clients";
import type { AwsEnvironment } from "../constructs/aws/aws-environment";
import { grantConnect } from "../constructs/redis/aws/grant-connect";

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
export async function readSession(file: string): Promise<string | null> {
  // snippet:password
  const redis = await connectRedis(loadRedisManifest(file), "report");
  // end
  try {
    return await redis.get("session:42");
  } finally {
    await redis.quit();
  }
}

/** Keeps a page for a minute. @param read reads a secret in a way of the application's own */
export async function keepPage(
  file: string,
  read: (name: string) => Promise<string>,
): Promise<void> {
  // snippet:function
  const pages = connectMemcached(loadMemcachedManifest(file), "web", {
    secretsManager: read,
    secretMaxAgeMs: 60_000,
  });
  // end
  try {
    await pages.set("page:/", "<h1>Hello</h1>", 60);
  } finally {
    await pages.close();
  }
}

import { ValidationError } from "../../constructs/core/errors";
import type { IamLogin } from "../redis/iam-login";
import type { SnippetConnection } from "./connection";
import { fileExpression } from "./node-program";

/** The lines that a Node program begins with so that it can say `passwordExpression`. */
export function passwordLines({ login }: SnippetConnection): readonly string[] {
  return "iam" in login ? tokenFunction(login.iam) : [];
}

/** The password as an expression of an asynchronous function of a Node program. */
export function passwordExpression({ login }: SnippetConnection): string {
  return "iam" in login ? "await iamToken()" : fileExpression(login.passwordFile);
}

/**
 * File with the password, for a client whose program signs no token.
 *
 * @throws ValidationError CONNECT_CLIENT_WITHOUT_IAM
 */
export function onlyPasswordFile(client: string, { login, user }: SnippetConnection): string {
  if ("passwordFile" in login) return login.passwordFile;
  throw new ValidationError("CONNECT_CLIENT_WITHOUT_IAM", {
    problem: `user ${user} logs in with AWS IAM, for which there is no program of ${client}`,
    received: client,
    allowed: "redis-cli, ioredis, node-redis, cachefort",
    fix: "choose one of them, or have the client sign a token by itself; --format json tells for what",
  });
}

/** A function `iamToken` of a Node program, as `clients/redis/iam-token.ts` has one. */
export function tokenFunction({ cacheName, region, serverless, userId }: IamLogin): string[] {
  const host = JSON.stringify(cacheName);
  const query = {
    Action: "connect",
    User: userId,
    ...(serverless ? { ResourceType: "ServerlessCache" } : {}),
  };
  return [
    'const { createHash, createHmac } = require("node:crypto");',
    "// npm install @smithy/signature-v4 @aws-sdk/credential-provider-node",
    'const { SignatureV4 } = require("@smithy/signature-v4");',
    'const { defaultProvider } = require("@aws-sdk/credential-provider-node");',
    "class Sha256 {",
    "  constructor(key) {",
    '    this.hash = key === undefined ? createHash("sha256") : createHmac("sha256", key);',
    "  }",
    "  update(data) { this.hash.update(data); }",
    "  async digest() { return this.hash.digest(); }",
    "}",
    "// It is taken for 15 minutes: a program that runs longer signs another one for each connection.",
    "async function iamToken() {",
    "  const signer = new SignatureV4({",
    `    service: "elasticache", region: ${JSON.stringify(region)},`,
    "    credentials: defaultProvider(), sha256: Sha256,",
    "  });",
    "  const { query } = await signer.presign({",
    `    method: "GET", protocol: "http:", hostname: ${host}, path: "/", headers: { host: ${host} },`,
    `    query: ${JSON.stringify(query)},`,
    "  }, { expiresIn: 900 });",
    `  return ${host} + "/?" + new URLSearchParams(query);`,
    "}",
  ];
}

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A reading that was answered. */
export interface SecretCall {
  readonly name: string;
  /** Region that the request is signed for. */
  readonly region: string;
}

const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/([a-z0-9-]+)\/secretsmanager\/aws4_request, SignedHeaders=[a-z0-9;-]*\bx-amz-date\b[a-z0-9;-]*, Signature=[0-9a-f]{64}$/;

/** What the AWS SDK of this process finds: where the secrets are, and with which keys it reads them. */
function environmentOf(port: number): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIATEST",
    AWS_SECRET_ACCESS_KEY: "of-a-test",
  };
}

/** AWS Secrets Manager as far as this process needs it: it gives values to who signs, and does nothing else. */
export class FakeSecretsManager {
  readonly calls: SecretCall[] = [];
  /** Requests that the real one would not have answered, or that nobody should make. */
  readonly refused: string[] = [];
  /** Milliseconds until each answer. */
  delayMs = 0;
  private readonly texts = new Map<string, string>();
  private readonly once = new Map<string, string>();
  private before: NodeJS.ProcessEnv | undefined;

  private constructor(private readonly server: Server) {}

  /** Starts it and points this process to it. @param port @default - a free one */
  static async start(port = 0): Promise<FakeSecretsManager> {
    const server = createServer();
    const fake = new FakeSecretsManager(server);
    server.on("request", (request, response) => {
      void fake.answer(request).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
        response.end(JSON.stringify(body));
      });
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    fake.before = process.env;
    process.env = { ...process.env, ...environmentOf((server.address() as AddressInfo).port) };
    return fake;
  }

  put(name: string, text: string): void {
    this.texts.set(name, text);
  }

  /** The next answer alone. */
  putOnce(name: string, text: string): void {
    this.once.set(name, text);
  }

  remove(name: string): void {
    this.texts.delete(name);
  }

  /** How often a secret was read. */
  countOf(name: string): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  /** Takes no connection any more; this process still looks for it. */
  async goAway(): Promise<void> {
    this.server.closeAllConnections();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, "close");
  }

  async close(): Promise<void> {
    await this.goAway();
    if (this.before !== undefined) process.env = this.before;
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await sleep(this.delayMs, undefined, { ref: false });
    const region = SIGNED.exec(request.headers.authorization ?? "")?.[1];
    const target = String(request.headers["x-amz-target"]);
    if (region === undefined) return this.refuse("MissingAuthenticationToken", "no signature");
    if (target !== "secretsmanager.GetSecretValue") return this.refuse("UnknownOperation", target);
    const { SecretId: name } = JSON.parse(Buffer.concat(chunks).toString()) as { SecretId: string };
    const text = this.once.get(name) ?? this.texts.get(name);
    this.once.delete(name);
    this.calls.push({ name, region });
    if (text === undefined) return failure("ResourceNotFoundException", "there is no such secret");
    return { status: 200, body: { Name: name, SecretString: text, VersionId: "1" } };
  }

  private refuse(type: string, message: string): { status: number; body: object } {
    this.refused.push(`${type}: ${message}`);
    return failure(type, message);
  }
}

function failure(type: string, message: string): { status: number; body: object } {
  return { status: 400, body: { __type: type, Message: message } };
}

import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the stand-in says to a request that is signed well; or it is silent for ever. */
export type ServiceBehaviour = { readonly status: number; readonly body: string } | "silent";

/** A request as it came. */
export interface ServiceRequest {
  readonly target: string | undefined;
  /** `region/service` that it is signed for. */
  readonly scope: string;
  readonly body: string;
}

export const TEST_KEYS = { accessKeyId: "fakeAccessKeyId", secretAccessKey: "fakeSecretKey" };

/**
 * A stand-in for a service of AWS. It takes a request only with the signature that it computes itself, by the
 * text of Signature Version 4: nothing of it is the signer's.
 */
export class SignedService {
  readonly requests: ServiceRequest[] = [];

  private constructor(private readonly server: Server) {}

  static async start(behaviour: ServiceBehaviour): Promise<SignedService> {
    const server = createServer();
    const service = new SignedService(server);
    server.on("request", (request, response) => {
      void text(request).then((body) => {
        service.requests.push({ target: targetOf(request), scope: scopeOf(request), body });
        if (behaviour === "silent") return;
        const isSigned = signatureIn(request) === signatureOf(request, body);
        const answer = isSigned ? behaviour : { status: 403, body: NOT_SIGNED };
        response.writeHead(answer.status).end(answer.body);
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    if (this.server.listening) await once(this.server.close(), "close");
  }
}

/** An error as the Security Token Service words it. */
export function stsError(code: string, message: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

/** Whom the Security Token Service names. */
export function stsCaller(account: string): ServiceBehaviour {
  const body = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/ops</Arn><UserId>AIDA</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
  return { status: 200, body };
}

const NOT_SIGNED = stsError("SignatureDoesNotMatch", "another one was computed");

function targetOf({ headers }: IncomingMessage): string | undefined {
  return headers["x-amz-target"]?.toString();
}

function scopeOf({ headers }: IncomingMessage): string {
  return (
    /Credential=[^/]+\/\d{8}\/([^,]+)\/aws4_request,/.exec(headers.authorization ?? "")?.[1] ?? ""
  );
}

function signatureIn({ headers }: IncomingMessage): string | undefined {
  return /Signature=([0-9a-f]+)$/.exec(headers.authorization ?? "")?.[1];
}

function signatureOf({ headers, method, url }: IncomingMessage, body: string): string {
  const authorization = headers.authorization ?? "";
  const [, scope = ""] = /Credential=[^/]+\/([^,]+)/.exec(authorization) ?? [];
  const [, names = ""] = /SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const sha256 = (value: string) => createHash("sha256").update(value).digest("hex");
  const hmac = (key: string | Buffer, value: string) =>
    createHmac("sha256", key).update(value).digest();
  const canonical = [
    method,
    url,
    "",
    ...names.split(";").map((name) => `${name}:${String(headers[name])}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const signed = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${TEST_KEYS.secretAccessKey}`);
  return hmac(key, signed).toString("hex");
}

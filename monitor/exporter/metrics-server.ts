import { createHash, timingSafeEqual } from "node:crypto";
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { requireGuarded } from "./guarded";

/** Where metrics are served, and to whom. */
export interface MetricsServerProps {
  /** Address to listen on. */
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  /** What a client must send as `Authorization: Bearer`. @default - nothing */
  readonly token?: string;
  /** @default - HTTP without TLS */
  readonly tls?: MetricsTls;
}

/** TLS of the endpoint, all as PEM. */
export interface MetricsTls {
  readonly certificate: string;
  readonly key: string;
  /** Who must have signed the certificate that a client shows. @default - clients need none */
  readonly clientAuthority?: string;
}

const PATH = "/metrics";
const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const PREFIX = "Bearer ";

/** An endpoint that Prometheus reads. */
export class MetricsServer {
  private constructor(
    private readonly server: Server,
    private readonly isTls: boolean,
  ) {}

  /**
   * Listens from now on.
   *
   * @param scrape the metrics as they are now; what it rejects with is the answer 500
   * @throws ValidationError MONITOR_UNGUARDED
   * @throws what the socket fails with, such as EADDRINUSE
   */
  static async start(
    props: MetricsServerProps,
    scrape: () => Promise<string>,
  ): Promise<MetricsServer> {
    requireGuarded(props);
    const { host, port, tls, token } = props;
    const answer = (request: IncomingMessage, response: ServerResponse): void =>
      void answerTo(request, response, { scrape, token });
    const server =
      tls === undefined
        ? createPlainServer(answer)
        : createTlsServer(
            {
              cert: tls.certificate,
              key: tls.key,
              minVersion: "TLSv1.2",
              ...(tls.clientAuthority === undefined
                ? {}
                : { ca: tls.clientAuthority, requestCert: true, rejectUnauthorized: true }),
            },
            answer,
          );
    server.listen(port, host);
    await once(server, "listening");
    return new MetricsServer(server, tls !== undefined);
  }

  get url(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    const host = family === "IPv6" ? `[${address}]` : address;
    return `${this.isTls ? "https" : "http"}://${host}:${port}${PATH}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, "close");
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

interface Answering {
  readonly scrape: () => Promise<string>;
  readonly token: string | undefined;
}

async function answerTo(
  request: IncomingMessage,
  response: ServerResponse,
  { scrape, token }: Answering,
): Promise<void> {
  const say = (status: number, text: string, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers });
    response.end(request.method === "HEAD" ? undefined : text);
  };
  if (token !== undefined && !isToken(request.headers.authorization, token)) {
    return say(401, "a bearer token is needed\n", { "www-authenticate": "Bearer" });
  }
  if (request.url !== PATH) return say(404, `see ${PATH}\n`);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return say(405, "GET only\n", { allow: "GET, HEAD" });
  }
  try {
    say(200, await scrape(), { "content-type": CONTENT_TYPE });
  } catch (error) {
    say(500, `${(error as Error).message}\n`);
  }
}

/** Compares digests, whose length is the same whatever was sent. */
function isToken(header: string | undefined, token: string): boolean {
  if (header?.startsWith(PREFIX) !== true) return false;
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(header.slice(PREFIX.length)), digest(token));
}

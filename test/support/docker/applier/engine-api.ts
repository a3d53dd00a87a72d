import { request } from "node:http";

/** The newest version of the interface that the applier was written against. */
const NEWEST = "1.51";
/** That of Docker 20.10. */
const OLDEST = "1.41";
const DEFAULT_SOCKET = "/var/run/docker.sock";

/** An answer of the engine that is not a success. */
export class EngineError extends Error {
  override readonly name = "EngineError";

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** What a request takes beside its path. */
export interface EngineRequest {
  /** @default - none */
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. @default - none */
  readonly body?: unknown;
}

/**
 * The Docker Engine API over a unix socket, as much of it as the applier needs: JSON in, JSON out,
 * nothing streamed. The version is agreed on at the first call.
 */
export class EngineApi {
  private agreed?: Promise<string>;

  /** @param socket path of the engine's socket; by default that of DOCKER_HOST, else Docker's own */
  constructor(private readonly socket = defaultSocket()) {}

  /**
   * Version of the interface that both sides speak, such as 1.41.
   *
   * @throws Error if the engine is older than Docker 20.10
   */
  version(): Promise<string> {
    this.agreed ??= this.negotiate();
    return this.agreed;
  }

  /**
   * The body of a successful answer, parsed; 304 (nothing to do) is a success.
   *
   * @throws EngineError
   */
  async call<T = unknown>(method: string, path: string, options: EngineRequest = {}): Promise<T> {
    const query = new URLSearchParams(options.query).toString();
    const target = `/v${await this.version()}${path}${query === "" ? "" : `?${query}`}`;
    const { status, text } = await send(this.socket, method, target, options.body);
    if (status >= 400) throw new EngineError(status, messageOf(text));
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** The same, or `undefined` where the engine knows no such thing. */
  async find<T>(path: string): Promise<T | undefined> {
    try {
      return await this.call<T>("GET", path);
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return undefined;
      throw error;
    }
  }

  private async negotiate(): Promise<string> {
    const { headers } = await send(this.socket, "GET", "/_ping");
    const offered = String(headers["api-version"]);
    if (compareVersions(offered, OLDEST) < 0) {
      throw new Error(`the engine speaks API ${offered}; ${OLDEST} (Docker 20.10) is the oldest`);
    }
    return compareVersions(offered, NEWEST) < 0 ? offered : NEWEST;
  }
}

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

function send(socketPath: string, method: string, path: string, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { host: "docker", "content-type": "application/json" };
    const outgoing = request({ socketPath, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    outgoing.once("error", reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The engine wraps its reasons into JSON, a proxy before it does not. */
function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
}

/** @throws Error for an engine that is not behind a unix socket */
export function defaultSocket(host = process.env["DOCKER_HOST"]): string {
  return host === undefined || host === "" ? DEFAULT_SOCKET : socketOf(host);
}

/** Path of the socket that a Docker host names. */
export function socketOf(host: string): string {
  const path = /^unix:\/\/(\/.*)$/.exec(host)?.[1];
  if (path === undefined) throw new Error(`the applier reaches unix:// sockets, not ${host}`);
  return path;
}

/** Below zero where the first of two versions is the older one. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const major = (left?.[0] ?? NaN) - (right?.[0] ?? NaN);
  return major !== 0 ? major : (left?.[1] ?? NaN) - (right?.[1] ?? NaN);
}

import { request } from "node:http";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

/** What an engine of API 1.41 (Docker 20.10) and later understands. */
const VERSION = "/v1.41";
const SOCKET = "/var/run/docker.sock";

/** An answer that says no, with what the engine gives as its reason. */
export class EngineRefusal extends Error {
  constructor(
    what: string,
    readonly status: number,
    reason: string,
  ) {
    super(`${what}: ${status} ${reason}`);
  }
}

interface EngineRequest {
  readonly method: "DELETE" | "GET" | "POST";
  readonly path: string;
  /** Sent as JSON, or as it comes from a stream. */
  readonly body?: object | Readable;
}

/** The engine of this machine, over its socket. */
export async function askEngine({ method, path, body }: EngineRequest): Promise<unknown> {
  const isStream = body !== undefined && "pipe" in body;
  const answer = await new Promise<Readable & { statusCode?: number }>((resolve, reject) => {
    const sent = request(
      {
        socketPath: SOCKET,
        method,
        path: `${VERSION}${path}`,
        headers: { "content-type": isStream ? "application/x-tar" : "application/json" },
      },
      resolve,
    );
    sent.once("error", reject);
    if (isStream) body.pipe(sent);
    else sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
  const status = answer.statusCode ?? 0;
  if (status >= 400) throw new EngineRefusal(`${method} ${path}`, status, await text(answer));
  const told = await text(answer);
  // An import answers with one JSON text per line, and nothing needs them; a deed, with nothing.
  return isStream || told === "" ? undefined : JSON.parse(told);
}

/** Makes a container, and starts it unless told otherwise. */
export async function makeContainer(name: string, body: object, isStarted = true): Promise<void> {
  await askEngine({ method: "POST", path: `/containers/create?name=${name}`, body });
  if (isStarted) await askEngine({ method: "POST", path: `/containers/${name}/start` });
}

/** Removes a thing; one that is not there is as good. */
export async function removeFromEngine(path: string): Promise<void> {
  try {
    await askEngine({ method: "DELETE", path });
  } catch (error) {
    if (!(error instanceof EngineRefusal) || error.status !== 404) throw error;
  }
}

import type { X509Certificate } from "node:crypto";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type SecureVersion, type TLSSocket } from "node:tls";

const CONNECT_MS = 3_000;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** How a handshake is to be done; the certificate is always verified. */
export interface HandshakeProps {
  /** PEM of the authority that is trusted; `undefined` is the trust store of the machine. */
  readonly authority: string | undefined;
  /**
   * Name to ask for and to verify.
   * @default - the endpoint's host
   */
  readonly name?: string;
  /**
   * The newest version to offer. Below TLS 1.2 the client's own objections are lifted, so that a
   * refusal is the server's.
   * @default - the newest that the client knows
   */
  readonly newest?: SecureVersion;
}

/** No connection: the port is closed, the handshake failed, or the certificate does not verify. */
export class TlsProbeError extends Error {
  /** Code of the socket, of OpenSSL or of the verification, such as ECONNREFUSED. */
  readonly code: string;

  constructor(endpoint: Endpoint, cause: NodeJS.ErrnoException) {
    super(`${endpoint.host}:${endpoint.port}: ${cause.message}`, { cause });
    this.name = "TlsProbeError";
    this.code = cause.code ?? "UNKNOWN";
  }
}

/** What came back for bytes that were sent. */
export type RawReply =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "closed" }
  | { readonly kind: "silent" };

/** Opens a verified TLS connection. @throws TlsProbeError */
export async function openTls(endpoint: Endpoint, props: HandshakeProps): Promise<TLSSocket> {
  const isOld = props.newest === "TLSv1" || props.newest === "TLSv1.1";
  const socket = connectTls({
    host: endpoint.host,
    port: endpoint.port,
    ca: props.authority,
    rejectUnauthorized: true,
    ...(props.name === undefined ? {} : { servername: props.name }),
    ...(props.newest === undefined ? {} : { minVersion: "TLSv1", maxVersion: props.newest }),
    // OpenSSL 3 offers nothing older than TLS 1.2 above security level 0.
    ...(isOld ? { ciphers: "DEFAULT@SECLEVEL=0" } : {}),
  });
  await opened(socket, "secureConnect", endpoint);
  return socket;
}

/** Opens a plain TCP connection. @throws TlsProbeError */
export async function openPlain(endpoint: Endpoint): Promise<Socket> {
  const socket = connectTcp({ host: endpoint.host, port: endpoint.port });
  await opened(socket, "connect", endpoint);
  return socket;
}

/**
 * The protocol version that a handshake ends with, or the code it fails with.
 *
 * @returns for example `TLSv1.3`, or `ERR_TLS_CERT_ALTNAME_INVALID`
 */
export async function handshakeResult(endpoint: Endpoint, props: HandshakeProps): Promise<string> {
  try {
    const socket = await openTls(endpoint, props);
    const protocol = socket.getProtocol() ?? "no protocol";
    socket.destroy();
    return protocol;
  } catch (error) {
    if (error instanceof TlsProbeError) return error.code;
    throw error;
  }
}

/** The certificate that a verified handshake ends with. @throws TlsProbeError */
export async function shownCertificate(
  endpoint: Endpoint,
  props: HandshakeProps,
): Promise<X509Certificate> {
  const socket = await openTls(endpoint, props);
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  if (certificate !== undefined) return certificate;
  throw new TlsProbeError(endpoint, new Error("the server shows no certificate"));
}

/** Sends bytes and waits until something comes back. */
export function exchange(
  socket: Socket,
  bytes: string | Buffer,
  waitMs: number,
): Promise<RawReply> {
  return new Promise((resolve) => {
    const settle = (reply: RawReply): void => {
      clearTimeout(timer);
      socket.off("data", onData).off("close", onClose);
      resolve(reply);
    };
    const onData = (chunk: Buffer): void => settle({ kind: "bytes", bytes: chunk });
    const onClose = (): void => settle({ kind: "closed" });
    const timer = setTimeout(() => settle({ kind: "silent" }), waitMs);
    if (socket.destroyed) return onClose();
    socket.once("data", onData).once("close", onClose);
    socket.write(bytes);
  });
}

async function opened(socket: Socket, event: string, endpoint: Endpoint): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error("no connection in time"), { code: "ETIMEDOUT" }));
    }, CONNECT_MS);
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      reject(new TlsProbeError(endpoint, error));
    };
    socket.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
    // Stays for the life of the socket: after the handshake, a reset counts as a close.
    socket.on("error", fail);
    // A server that ends the connection during the handshake without a word.
    socket.once("close", () => fail(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
  });
}

import { createHash, createHmac } from "node:crypto";

/** The parameters of a token, as whoever checks it reads them. */
export function tokenParameters(token: string): Record<string, string> {
  return Object.fromEntries(new URL(`http://${token}`).searchParams);
}

/** The signature of a token by the text of Signature Version 4: nothing of it is the signer's. */
export function tokenSignature(token: string, secretAccessKey: string): string {
  const { host, searchParams } = new URL(`http://${token}`);
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const hmac = (key: string | Buffer, text: string) =>
    createHmac("sha256", key).update(text).digest();
  const query = [...searchParams]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join("&");
  const request = ["GET", "/", query, `host:${host}`, "", "host", sha256("")].join("\n");
  const [, ...scope] = (searchParams.get("X-Amz-Credential") ?? "").split("/");
  const signed = [
    searchParams.get("X-Amz-Algorithm"),
    searchParams.get("X-Amz-Date"),
    scope.join("/"),
    sha256(request),
  ].join("\n");
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, signed).toString("hex");
}

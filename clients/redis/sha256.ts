import { createHash, createHmac } from "node:crypto";

type Data = string | ArrayBuffer | ArrayBufferView;

/** SHA-256 of Node in the form that the AWS SDK's signer takes; with a key its HMAC. */
export class Sha256 {
  private hash;

  constructor(private readonly key?: Data) {
    this.hash = begin(key);
  }

  update(data: Data): void {
    this.hash.update(viewOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    this.hash = begin(this.key);
  }
}

function begin(key: Data | undefined) {
  return key === undefined ? createHash("sha256") : createHmac("sha256", viewOf(key));
}

function viewOf(data: Data): string | NodeJS.ArrayBufferView {
  if (typeof data === "string") return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { NormalizedSchema } from "@smithy/core/schema";
import type { Value, WireProtocol, WireRequest } from "./wire-protocol";

/** Headers that are of the request, not of the action. */
const OF_REQUEST =
  /^(accept|amz-sdk-.+|authorization|connection|content-length|expect|host|user-agent|x-amz-(content-sha256|date|security-token|user-agent))$/;

/** Traits of a member of the model that say where of a request it stands. */
interface Binding {
  readonly httpHeader?: string;
  readonly httpPayload?: number;
}

/** The REST protocol of S3, for objects that are put, with the bucket in the path. */
export const S3_PROTOCOL: WireProtocol = {
  actionOf: ({ method, url }) =>
    method === "PUT" ? (query(url).get("x-id") ?? "") : `${method} ${url}`,
  read: ({ input }, request) => {
    const [, bucket = "", key = ""] = /^\/([^/?]+)\/([^?]+)/.exec(request.url) ?? [];
    return {
      Bucket: decodeURIComponent(bucket),
      Key: decodeURIComponent(key),
      ...headersOf(input, request),
      ...(request.body === "" ? {} : { Body: request.body }),
      ...damageOf(request),
    };
  },
  write: ({ output }, value) => ({
    status: 200,
    headers: Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        bindingOf(output, name).httpHeader ?? name,
        String(member),
      ]),
    ),
    body: "",
  }),
  writeFault: (code, message) => ({
    status: code === "AccessDenied" ? 403 : 400,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message><RequestId>of-a-test</RequestId></Error>`,
  }),
};

function query(url: string): URLSearchParams {
  return new URL(url, "http://localhost").searchParams;
}

/** Members of an action that stand in headers; a header that the model does not have keeps its name. */
function headersOf(input: NormalizedSchema, { headers }: WireRequest): Value {
  const members = new Map(
    Object.keys(input.getMemberSchemas()).map((name) => [
      bindingOf(input, name).httpHeader?.toLowerCase(),
      name,
    ]),
  );
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !OF_REQUEST.test(name))
      .map(([name, value]) => [members.get(name) ?? name, value]),
  );
}

function bindingOf(schema: NormalizedSchema, member: string): Binding {
  return schema.getMemberSchemas()[member]?.getMergedTraits() ?? {};
}

/** S3 refuses a body that is not the one that was signed, or whose checksum is another one. */
function damageOf({ body, headers }: WireRequest): Value {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  const hash = createHash("sha256").update(body).digest("hex");
  return {
    ...(headers["x-amz-content-sha256"] === hash ? {} : { "a body that nobody has signed": true }),
    ...(headers["x-amz-checksum-crc32"] === checksum.toString("base64")
      ? {}
      : { "another checksum": true }),
  };
}

import type { Value, WireProtocol } from "./wire-protocol";

const headers = { "content-type": "application/x-amz-json-1.1" };

/** JSON 1.1, in which ECS and CloudWatch Logs are asked. */
export const JSON_PROTOCOL: WireProtocol = {
  actionOf: ({ headers: { "x-amz-target": target } }) => String(target).replace(/^.*\./, ""),
  read: (_operation, { body }) => JSON.parse(body) as Value,
  write: (_operation, value) => ({ status: 200, headers, body: JSON.stringify(value) }),
  writeFault: (code, message) => ({
    ...{ status: 400, headers, body: JSON.stringify({ __type: code, message }) },
  }),
};

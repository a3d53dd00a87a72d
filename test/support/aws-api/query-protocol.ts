import type { NormalizedSchema } from "@smithy/core/schema";
import type { WireProtocol } from "./wire-protocol";

const headers = { "content-type": "text/xml" };

/** The query protocol of AWS, in which ElastiCache is asked. */
export const QUERY_PROTOCOL: WireProtocol = {
  actionOf: ({ body }) => new URLSearchParams(body).get("Action") ?? "",
  read: ({ input }, { body }) => readForm(input, new URLSearchParams(body)),
  write: ({ action, output }, value) => ({
    ...{ status: 200, headers, body: writeAnswer(action, output, value) },
  }),
  writeFault: (code, message) => ({ status: 400, headers, body: writeFault(code, message) }),
};

/** A form of the AWS query protocol as values of the model's types; what it does not know stays as text. */
function readForm(schema: NormalizedSchema, form: URLSearchParams): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, text] of form) {
    if (name === "Action" || name === "Version") continue;
    put(schema, value, name.split("."), text);
  }
  return value;
}

function put(
  schema: NormalizedSchema,
  value: Record<string, unknown>,
  [name = "", ...rest]: readonly string[],
  text: string,
): void {
  const member = schema.getMemberSchemas()[name];
  if (member === undefined) {
    value[[name, ...rest].join(".")] = text;
  } else if (member.isListSchema()) {
    // `Members.member.1`, or with the name of the model in the middle.
    const [middle = "", index = ""] = rest;
    const list = (value[name] ??= []) as unknown[];
    if (middle !== (xmlName(member.getValueSchema()) ?? "member")) {
      value[[name, ...rest].join(".")] = text;
      return;
    }
    list[Number(index) - 1] = scalar(member.getValueSchema(), text);
  } else {
    value[name] = rest.length === 0 ? scalar(member, text) : text;
  }
}

function scalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isNumericSchema()) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (schema.isBooleanSchema()) return /^(true|false)$/.test(text) ? text === "true" : text;
  if (schema.isTimestampSchema()) return Date.parse(text) / 1000;
  return text;
}

/** An answer of the AWS query protocol; moments are in seconds. */
function writeAnswer(
  action: string,
  schema: NormalizedSchema,
  value: Record<string, unknown>,
): string {
  const result = `<${action}Result>${members(schema, value)}</${action}Result>`;
  return `<${action}Response xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/">${result}<ResponseMetadata><RequestId>of-a-test</RequestId></ResponseMetadata></${action}Response>`;
}

/** A fault in the words of the protocol. */
function writeFault(code: string, message: string): string {
  return `<ErrorResponse xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>of-a-test</RequestId></ErrorResponse>`;
}

function members(schema: NormalizedSchema, value: Record<string, unknown>): string {
  return Object.entries(value)
    .map(([name, member]) => {
      const known = schema.getMemberSchemas()[name];
      if (known === undefined) throw new RangeError(`the model has no ${name}`);
      return `<${name}>${content(known, member)}</${name}>`;
    })
    .join("");
}

function content(schema: NormalizedSchema, value: unknown): string {
  if (schema.isStructSchema()) return members(schema, value as Record<string, unknown>);
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const name = xmlName(item) ?? "member";
    return (value as unknown[]).map((one) => `<${name}>${content(item, one)}</${name}>`).join("");
  }
  if (schema.isTimestampSchema()) return new Date(Number(value) * 1000).toISOString();
  return escaped(String(value));
}

function xmlName(schema: NormalizedSchema): string | undefined {
  return (schema.getMergedTraits() as { xmlName?: string }).xmlName;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

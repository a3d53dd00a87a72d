import * as ecs from "@aws-sdk/client-ecs";
import * as elasticache from "@aws-sdk/client-elasticache";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as s3 from "@aws-sdk/client-s3";
import { NormalizedSchema } from "@smithy/core/schema";

/** The model of a service's API that the AWS SDK makes its requests from. */
const MODELS = { ecs, elasticache, logs, s3 } as const;

/** Name of a service, as requests are signed for it. */
export type ServiceName = keyof typeof MODELS;

/** An action of an API with the shapes of its request and its answer. */
export interface ApiOperation {
  readonly action: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

/** Place of an operation's shapes, and of the number of required members of a structure, in the SDK's tuples. */
const INPUT = 4;
const OUTPUT = 5;
const REQUIRED = 6;

/** An action by its name; `undefined` when the service has none of it. */
export function operationOf(service: ServiceName, action: string): ApiOperation | undefined {
  const schema = (MODELS[service] as Record<string, unknown>)[`${action}$`];
  if (!Array.isArray(schema) || typeof schema[INPUT] !== "function") return undefined;
  const shape = (place: number): NormalizedSchema =>
    NormalizedSchema.of((schema[place] as () => never)());
  return { action, input: shape(INPUT), output: shape(OUTPUT) };
}

/** How a service names a fault of its model in an answer. */
export function faultCode(service: ServiceName, fault: string): string {
  const schema = (MODELS[service] as Record<string, unknown>)[`${fault}$`];
  if (!Array.isArray(schema)) throw new RangeError(`${service} has no fault ${fault}`);
  const traits = NormalizedSchema.of(schema as never).getMergedTraits() as {
    awsQueryError?: readonly [string, number];
  };
  return traits.awsQueryError?.[0] ?? fault;
}

/** Members of a structure that have to be there: the model names them first. */
export function requiredMembers(schema: NormalizedSchema): string[] {
  const count = (schema.getSchema() as readonly unknown[])[REQUIRED];
  const names = Object.keys(schema.getMemberSchemas());
  return typeof count === "number" ? names.slice(0, count) : [];
}

/** What of a value is not as the model has it: unknown, missing, or of another type. */
export function problemsOf(schema: NormalizedSchema, value: unknown, path = "input"): string[] {
  if (schema.isStructSchema()) return structureProblems(schema, value, path);
  if (schema.isListSchema()) {
    return Array.isArray(value)
      ? value.flatMap((item, index) =>
          problemsOf(schema.getValueSchema(), item, `${path}[${index}]`),
        )
      : [`${path} is no list`];
  }
  if (schema.isMapSchema()) {
    return isRecord(value)
      ? Object.entries(value).flatMap(([key, item]) =>
          problemsOf(schema.getValueSchema(), item, `${path}.${key}`),
        )
      : [`${path} is no map`];
  }
  const expected = scalarType(schema);
  return expected === undefined || typeof value === expected ? [] : [`${path} is no ${expected}`];
}

function structureProblems(schema: NormalizedSchema, value: unknown, path: string): string[] {
  if (!isRecord(value)) return [`${path} is no structure`];
  const members = schema.getMemberSchemas();
  const missing = requiredMembers(schema).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `${path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, member]) => {
      const known = members[name];
      return known === undefined
        ? [`${path}.${name} is unknown`]
        : problemsOf(known, member, `${path}.${name}`);
    }),
  ];
}

function scalarType(schema: NormalizedSchema): "boolean" | "number" | "string" | undefined {
  if (schema.isBooleanSchema()) return "boolean";
  // On the wire of JSON 1.1 a moment is a number of seconds.
  if (schema.isNumericSchema() || schema.isTimestampSchema()) return "number";
  return schema.isStringSchema() ? "string" : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

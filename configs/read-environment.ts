import { z } from "zod";
import { ValidationError } from "../constructs/core/errors";
import { nearest } from "../constructs/core/nearest";
import {
  environmentSchema,
  type AwsEnvironmentConfig,
  type AwsEnvironmentInput,
  type DockerEnvironmentConfig,
  type DockerEnvironmentInput,
  type Environment,
  type HostEnvironmentConfig,
  type HostEnvironmentInput,
} from "./schema";

/**
 * Checks an environment's data; every problem is told at once.
 *
 * @param name name of the environment, for the message
 * @throws ValidationError CONFIG_INVALID
 */
export function readEnvironment(name: string, config: HostEnvironmentInput): HostEnvironmentConfig;
export function readEnvironment(
  name: string,
  config: DockerEnvironmentInput,
): DockerEnvironmentConfig;
export function readEnvironment(name: string, config: AwsEnvironmentInput): AwsEnvironmentConfig;
export function readEnvironment(name: string, config: unknown): Environment;
export function readEnvironment(name: string, config: unknown): Environment {
  const result = environmentSchema.safeParse(config);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => describe(issue, config));
  throw new ValidationError("CONFIG_INVALID", {
    problem: `environment ${name}: ${problems.join("; ")}`,
    fix: `correct configs/${name}.ts; the fields are described in configs/schema.ts`,
  });
}

function describe(issue: z.core.$ZodIssue, config: unknown): string {
  const where = issue.path.length === 0 ? "top level" : issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return `${where}: ${issue.message}`;
  const known = knownKeys(issue.path, config);
  const hints = issue.keys.map((key) => {
    const guess = nearest(key, known);
    return guess === undefined
      ? `unknown key ${key}`
      : `unknown key ${key}, did you mean ${guess}?`;
  });
  return `${where}: ${hints.join(", ")}`;
}

/** Keys that the schema knows at a path of the data. */
function knownKeys(path: readonly PropertyKey[], config: unknown): string[] {
  let schema: z.core.$ZodType = environmentSchema;
  let value: unknown = config;
  for (const step of path) {
    schema = unwrap(schema, value);
    if (schema instanceof z.ZodArray) schema = schema.element;
    else if (schema instanceof z.ZodObject) schema = schema.shape[String(step)] as z.core.$ZodType;
    value = (value as Record<PropertyKey, unknown> | undefined)?.[step];
  }
  schema = unwrap(schema, value);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unwrap(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap(), value);
  if (schema instanceof z.ZodDefault) return unwrap(schema.unwrap(), value);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = schema.def;
    const word = (value as Record<string, unknown> | undefined)?.[discriminator];
    const option = schema.options.find(
      (candidate) =>
        candidate instanceof z.ZodObject &&
        (candidate.shape[discriminator] as z.ZodType | undefined)?.safeParse(word).success === true,
    );
    return option ?? schema;
  }
  return schema;
}

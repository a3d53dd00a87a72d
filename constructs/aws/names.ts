import { ValidationError } from "../core/errors";
import type { AwsEnvironment } from "./aws-environment";

const LONGEST_ROLE_NAME = 64;

/** Name of a resource of an environment; without a part, that of what it has once. */
export function resourceName({ name }: Pick<AwsEnvironment, "name">, part?: string): string {
  return ["cachefort", name, ...(part === undefined ? [] : [part])].join("-");
}

/** Private domain of an environment's nodes. */
export function namespaceOf({ name }: Pick<AwsEnvironment, "name">): string {
  return `${name}.cachefort.internal`;
}

/** Name of a log group; the keys of an environment serve all whose names begin like this. */
export function logGroupName({ name }: AwsEnvironment, part: string): string {
  return `/cachefort/${name}/${part}`;
}

/**
 * Name of a role.
 *
 * @throws ValidationError AWS_ROLE_NAME
 */
export function roleName(environment: AwsEnvironment, part: string): string {
  const name = resourceName(environment, part);
  if (name.length <= LONGEST_ROLE_NAME) return name;
  throw new ValidationError("AWS_ROLE_NAME", {
    problem: "the name of a role would be longer than IAM allows",
    received: name,
    allowed: `${LONGEST_ROLE_NAME} characters`,
    fix: "give the environment or the part of it a shorter name",
  });
}

import type { AwsEnvironment } from "./aws-environment";

/** Name of a resource of an environment; without a part, that of what it has once. */
export function resourceName({ name }: AwsEnvironment, part?: string): string {
  return ["cachefort", name, ...(part === undefined ? [] : [part])].join("-");
}

/** Name of a log group; the keys of an environment serve all whose names begin like this. */
export function logGroupName({ name }: AwsEnvironment, part: string): string {
  return `/cachefort/${name}/${part}`;
}

import { ValidationError } from "../constructs/core/errors";
import { didYouMean } from "../constructs/core/nearest";
import { ci } from "./ci";
import { docker } from "./docker";
import { local } from "./local";
import { prod } from "./prod";
import { readEnvironment } from "./read-environment";
import type { Environment, EnvironmentConfig } from "./schema";
import { staging } from "./staging";

const ENVIRONMENTS: Readonly<Record<string, EnvironmentConfig>> = {
  local,
  ci,
  docker,
  staging,
  prod,
};

/** Names of every environment. */
export const environmentNames = Object.keys(ENVIRONMENTS);

/**
 * An environment by its name.
 *
 * @throws ValidationError ENVIRONMENT_UNKNOWN, CONFIG_INVALID
 */
export function findEnvironment(name: string): Environment {
  const config = Object.hasOwn(ENVIRONMENTS, name) ? ENVIRONMENTS[name] : undefined;
  if (config !== undefined) return readEnvironment(name, config);
  throw new ValidationError("ENVIRONMENT_UNKNOWN", {
    problem: "there is no such environment",
    received: name,
    allowed: environmentNames.join(", "),
    fix: didYouMean(name, environmentNames, "set CACHEFORT_ENV to one of them"),
  });
}

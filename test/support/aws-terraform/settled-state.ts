import { stateAfter, type StoredState } from "./stored-state";
import type { Plan } from "./terraform-json";
import type { AwsConfiguration } from "./workspace";
import type { Json } from "../template";

/** Resources that refer to each other in a row at most, such as a role, a task definition, a service. */
const REFERENCES = 3;

/**
 * The state of a configuration that was deployed. A plan knows what refers to what the one before could not, so
 * that plans follow each other until every argument is known.
 */
export function settledState(
  configuration: AwsConfiguration,
  variables: Readonly<Record<string, string>>,
): StoredState {
  let { plan } = configuration.plan({ variables });
  for (let round = 1; round < REFERENCES && awaitsReferences(plan); round++) {
    ({ plan } = configuration.plan({ variables, state: stateAfter(plan) }));
  }
  return stateAfter(plan);
}

/** Whether an argument that is set holds something that nobody knows yet. */
export function awaitsReferences({
  configuration,
  resource_changes,
}: Pick<Plan, "configuration" | "resource_changes">): boolean {
  const unknown = new Map(
    resource_changes.map(({ address, change }) => [address, change.after_unknown]),
  );
  return configuration.root_module.resources.some(({ address, expressions }) => {
    const values = unknown.get(address);
    if (typeof values !== "object" || values === null || Array.isArray(values)) return false;
    return Object.keys(expressions).some((argument) => holdsTrue(values[argument] ?? false));
  });
}

function holdsTrue(marks: Json): boolean {
  if (typeof marks !== "object" || marks === null) return marks === true;
  return Object.values(marks).some(holdsTrue);
}

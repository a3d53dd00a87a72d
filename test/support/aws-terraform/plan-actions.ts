import type { Plan, SynthesizedStack } from "./terraform-json";

/** What a plan does to each resource, by address. */
export function actionsByAddress({ resource_changes }: Plan): Record<string, string> {
  return Object.fromEntries(
    resource_changes.map(({ address, change }) => [address, change.actions.join()]),
  );
}

/** What a plan from an empty state does to a stack: it makes everything. */
export function allCreated({
  resource,
}: Pick<SynthesizedStack, "resource">): Record<string, string> {
  const addresses = Object.entries(resource).flatMap(([type, byId]) =>
    Object.keys(byId).map((id) => `${type}.${id}`),
  );
  return Object.fromEntries(addresses.map((address) => [address, "create"]));
}

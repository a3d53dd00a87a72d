/**
 * Steps whose names are one of the given or begin with the whole words of one, or all: `standard 1` is not `standard 10`.
 *
 * @throws Error for what no name begins with
 */
export function chosenSteps<S extends { readonly id: string }>(
  steps: readonly S[],
  names: readonly string[],
): readonly S[] {
  if (names.length === 0) return steps;
  const isChosen = ({ id }: S, name: string): boolean => id === name || id.startsWith(`${name} `);
  const strange = names.find((name) => !steps.some((step) => isChosen(step, name)));
  if (strange === undefined)
    return steps.filter((step) => names.some((name) => isChosen(step, name)));
  const known = steps.map(({ id }) => id).join(", ");
  throw new Error(`no step begins with "${strange}"; there are ${known}`);
}

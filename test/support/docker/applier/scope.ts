import { type Block, type Instance } from "./block";
import { type Reference, type Scope, stepInto } from "./expression";
import type { Attributes, Value } from "./value";

/**
 * What references within a stack stand for.
 *
 * @param attributesOf attributes of an instance by its address; `undefined` if there is none
 */
export function stackScope(
  blocks: ReadonlyMap<string, Block>,
  attributesOf: (address: string) => Attributes | undefined,
): Scope {
  return (reference) => {
    const isKeyed = blocks.get(reference.root)?.forEach !== undefined;
    const address = isKeyed ? keyedAddress(reference) : reference.root;
    const attributes = attributesOf(address);
    if (attributes === undefined) throw new Error(`\${${reference.text}}: there is no ${address}`);
    return stepInto(attributes, reference, isKeyed ? 1 : 0);
  };
}

/** The same, with `each` of an instance. */
export function instanceScope(stack: Scope, { each }: Instance): Scope {
  return (reference) => {
    if (reference.root !== "each") return stack(reference);
    if (each === undefined) throw new Error(`\${${reference.text}}: there is no for_each`);
    return stepInto(each, reference, 0);
  };
}

/** The same, with `self`. */
export function provisionerScope(outer: Scope, self: Attributes): Scope {
  return (reference) =>
    reference.root === "self" ? stepInto(self, reference, 0) : outer(reference);
}

/** At its end a thing is told of nothing but itself: all else may be gone. */
export function endScope(self: Attributes): Scope {
  return provisionerScope((reference): Value => {
    throw new Error(`\${${reference.text}}: a destroy-time provisioner knows only self`);
  }, self);
}

function keyedAddress({ root, path }: Reference): string {
  return `${root}[${JSON.stringify(path[0])}]`;
}

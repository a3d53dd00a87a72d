import { knownAttributes } from "../terraform-attributes";
import { compliantWithout, defineRule, nonCompliant } from "../rule";

export const judgedAttributes = defineRule({
  id: "judged-attributes",
  reason: "what no rule judges may undo what the others hold",
  wanted: "resource types and attributes that the policy knows",
  judges: {
    configuration: ({ attributes, type }) => {
      const known = knownAttributes(type);
      if (known === undefined) return nonCompliant(type);
      return compliantWithout(
        attributes.filter((name) => !known.has(name)),
        "known ones",
      );
    },
  },
});

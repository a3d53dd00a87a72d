import { compliantWithout, defineRule } from "../rule";

export const knownValues = defineRule({
  id: "known-values",
  reason:
    "a value that is known only at apply can be anything, and a secret among them lies in the state",
  wanted: "values that are known at synth",
  judges: {
    configuration: ({ unknowns }) => compliantWithout(unknowns, "known ones"),
  },
});

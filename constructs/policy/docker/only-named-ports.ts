import { compliantIf, defineRule } from "../rule";

export const onlyNamedPorts = defineRule({
  id: "only-named-ports",
  cis: "5.9",
  reason:
    "every port that the image exposes is reached from outside, also one that nobody thought of",
  wanted: "each published port named",
  judges: {
    container: ({ publishesAllPorts }) =>
      compliantIf(!publishesAllPorts, publishesAllPorts ? "all ports" : "named ports"),
  },
});

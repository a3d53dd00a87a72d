import { compliantIf, defineRule } from "../rule";

export const readOnlyRoot = defineRule({
  id: "read-only-root",
  cis: "5.13",
  reason: "whoever takes the process over can leave programs behind",
  wanted: "a root file system that is read-only",
  judges: {
    container: ({ hasReadOnlyRoot }) =>
      compliantIf(hasReadOnlyRoot, hasReadOnlyRoot ? "read-only" : "writable"),
  },
});

import { compliantIf, defineRule } from "../rule";

export const ownPidNamespace = defineRule({
  id: "own-pid-namespace",
  cis: "5.16",
  reason: "it sees the processes of others, reads their environment and signals them",
  wanted: "a PID namespace of its own",
  judges: {
    container: ({ pidMode }) =>
      compliantIf(pidMode === "" || pidMode === "private", pidMode === "" ? "its own" : pidMode),
  },
});

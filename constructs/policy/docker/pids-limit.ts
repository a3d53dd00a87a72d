import { compliantIf, defineRule } from "../rule";

export const pidsLimit = defineRule({
  id: "pids-limit",
  cis: "5.29",
  reason: "one container that forks without end takes the processes of the whole host",
  wanted: "a limit",
  judges: {
    container: ({ pidsLimit }) =>
      compliantIf(pidsLimit > 0, pidsLimit > 0 ? `${pidsLimit} processes` : "no limit"),
  },
});

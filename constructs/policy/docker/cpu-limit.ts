import { compliantIf, defineRule } from "../rule";

export const cpuLimit = defineRule({
  id: "cpu-limit",
  cis: "5.12",
  reason: "one container that spins takes the time in which others have to answer their peers",
  wanted: "a limit",
  judges: {
    container: ({ cpus }) => compliantIf(cpus > 0, cpus > 0 ? `${cpus} CPU` : "no limit"),
  },
});

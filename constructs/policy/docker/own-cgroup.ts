import { compliantIf, defineRule } from "../rule";

export const ownCgroup = defineRule({
  id: "own-cgroup",
  cis: "5.25",
  reason: "in a cgroup of somebody else it shares, or escapes, the limits",
  wanted: "the cgroup that the engine makes",
  judges: {
    container: ({ cgroupParent }) =>
      compliantIf(cgroupParent === "", cgroupParent === "" ? "the engine\'s" : cgroupParent),
  },
});

import { compliantWithout, defineRule } from "../rule";

const SHARED: readonly string[] = ["shared", "rshared"];

export const noSharedPropagation = defineRule({
  id: "no-shared-propagation",
  cis: "5.20",
  reason: "what it mounts appears on the host",
  wanted: "no shared mount",
  judges: {
    container: ({ mounts }) =>
      compliantWithout(
        mounts
          .filter(({ propagation }) => SHARED.includes(propagation))
          .map(({ propagation, target }) => `${propagation} at ${target}`),
      ),
    volume: ({ mountOptions }) =>
      compliantWithout(mountOptions.filter((option) => SHARED.includes(option))),
  },
});

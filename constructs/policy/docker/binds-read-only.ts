import { compliantWithout, defineRule } from "../rule";

export const bindsReadOnly = defineRule({
  id: "binds-read-only",
  reason: "whoever takes a server over changes secrets, certificates or programs that others read",
  wanted: "every folder of the host mounted read-only; data in volumes",
  judges: {
    container: ({ mounts }) =>
      compliantWithout(
        mounts
          .filter(({ isReadOnly, type }) => type === "bind" && !isReadOnly)
          .map(({ source, target }) => `${source} writable at ${target}`),
      ),
  },
});

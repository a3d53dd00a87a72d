import { compliantIf, defineRule, nonCompliant } from "../rule";

export const openFilesLimit = defineRule({
  id: "open-files-limit",
  cis: "5.19",
  reason: "connections without end use up the files of the whole host",
  wanted: "a `nofile` limit",
  judges: {
    container: ({ ulimits }) => {
      const limit = ulimits.find(({ name }) => name === "nofile");
      if (limit === undefined) return nonCompliant("the engine's own");
      const { hard, soft } = limit;
      return compliantIf(soft > 0 && hard >= soft, `${soft} to ${hard} files`);
    },
  },
});

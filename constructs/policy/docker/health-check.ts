import { compliantIf, defineRule, nonCompliant } from "../rule";

export const healthCheck = defineRule({
  id: "health-check",
  cis: "5.27",
  reason: "nobody hears of a server that runs and does not answer",
  wanted: "a health check of its own",
  judges: {
    container: ({ healthCheck }) => {
      const kind = healthCheck?.test[0];
      if (healthCheck === undefined || kind === undefined)
        return nonCompliant("the image\'s, or none");
      const { intervalMs, retries, timeoutMs } = healthCheck;
      return compliantIf(
        kind !== "NONE",
        kind === "NONE" ? "none" : `every ${intervalMs} ms for ${timeoutMs} ms, ${retries} retries`,
      );
    },
  },
});

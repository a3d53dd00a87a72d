import { compliantIf, defineRule } from "../rule";

const MOST_RETRIES = 5;

export const restartBounded = defineRule({
  id: "restart-bounded",
  cis: "5.15",
  reason:
    "a server that fails at every start is started for ever, and whoever crashes it can try for ever",
  wanted: "`on-failure` with 1 to 5 retries",
  judges: {
    container: ({ maxRetries, restartPolicy }) =>
      restartPolicy === "on-failure"
        ? compliantIf(
            maxRetries >= 1 && maxRetries <= MOST_RETRIES,
            maxRetries === 0 ? "on-failure without end" : `on-failure, ${maxRetries} retries`,
          )
        : compliantIf(restartPolicy === "no", restartPolicy),
  },
});

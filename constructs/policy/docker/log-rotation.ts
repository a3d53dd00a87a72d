import { compliantIf, defineRule, nonCompliant } from "../rule";

export const logRotation = defineRule({
  id: "log-rotation",
  reason: "a log without end fills the disk of the host",
  wanted: "`json-file` with `max-size` and `max-file`, or `local`",
  judges: {
    container: ({ logDriver, logOptions }) => {
      if (logDriver === undefined) return nonCompliant("the engine\'s own");
      const size = logOptions["max-size"] ?? "";
      const files = logOptions["max-file"] ?? "";
      const isBounded = /^[1-9]\d*[kmg]?b?$/i.test(size) && Number(files) > 0;
      return compliantIf(
        (logDriver === "json-file" && isBounded) || (logDriver === "local" && size !== "-1"),
        `${logDriver}, ${size === "" ? "no" : size} max-size, ${files === "" ? "no" : files} max-file`,
      );
    },
  },
});

import { compliantIf, defineRule } from "../rule";

export const noNewPrivileges = defineRule({
  id: "no-new-privileges",
  cis: "5.26",
  reason: "a program with the setuid bit makes any user root of the container",
  wanted: "`no-new-privileges=true`",
  judges: {
    container: ({ securityOptions }) => {
      const isSet = securityOptions.includes("no-new-privileges=true");
      return compliantIf(isSet, isSet ? "no new ones" : "new ones");
    },
  },
});

import { compliantIf, defineRule } from "../rule";

export const notPrivileged = defineRule({
  id: "not-privileged",
  cis: "5.5",
  reason: "root of a privileged container is root of the host, all devices included",
  wanted: "not privileged",
  judges: {
    container: ({ isPrivileged }) =>
      compliantIf(!isPrivileged, isPrivileged ? "privileged" : "not privileged"),
  },
});

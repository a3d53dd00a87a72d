import { compliantWithout, defineRule } from "../rule";

export const selinuxOn = defineRule({
  id: "selinux-on",
  cis: "5.3",
  reason: "without SELinux a process that leaves its container meets no second border",
  wanted: "no `label=disable`",
  judges: {
    container: ({ securityOptions }) =>
      compliantWithout(securityOptions.filter((option) => option === "label=disable")),
  },
});

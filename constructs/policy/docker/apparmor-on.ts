import { compliantWithout, defineRule } from "../rule";

export const apparmorOn = defineRule({
  id: "apparmor-on",
  cis: "5.2",
  reason:
    "without AppArmor a process that was taken over may write where the kernel lets root write",
  wanted: "no `apparmor=unconfined`",
  judges: {
    container: ({ securityOptions }) =>
      compliantWithout(securityOptions.filter((option) => option === "apparmor=unconfined")),
  },
});

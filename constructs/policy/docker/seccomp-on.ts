import { compliantWithout, defineRule } from "../rule";

export const seccompOn = defineRule({
  id: "seccomp-on",
  cis: "5.22",
  reason: "every system call of the kernel, and every hole in one, is open to the container",
  wanted: "no `seccomp=unconfined`",
  judges: {
    container: ({ securityOptions }) =>
      compliantWithout(securityOptions.filter((option) => option === "seccomp=unconfined")),
  },
});

import { compliantWithout, defineRule } from "../rule";

const LOOSE: readonly string[] = ["exec", "suid", "dev"];

export const strictTmpfs = defineRule({
  id: "strict-tmpfs",
  reason:
    "a folder in memory that holds programs, setuid bits or devices undoes the read-only root",
  wanted: "`noexec`, `nosuid` and `nodev`, which are the engine's default",
  judges: {
    container: ({ tmpfs }) => {
      const folders = Object.entries(tmpfs).sort(([a], [b]) => a.localeCompare(b));
      const faults = folders.flatMap(([folder, options]) => {
        const loose = looseOptions(options);
        return loose.length === 0 ? [] : [`${loose.join(",")} at ${folder}`];
      });
      return compliantWithout(faults, folders.map(([folder]) => folder).join(", "));
    },
  },
});

/** The engine puts the strict options first, so that only the opposite of one undoes it. */
function looseOptions(options: string): string[] {
  const given = options.split(",");
  return LOOSE.filter((loose) => given.lastIndexOf(loose) > given.lastIndexOf(`no${loose}`));
}

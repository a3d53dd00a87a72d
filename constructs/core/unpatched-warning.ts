/** What a synth says of an installed server that is safe only if its distribution keeps it so. */
export function unpatchedWarning(name: string, version: string, floor: string): string {
  return `${name} ${version}: below ${floor}, it is as safe as your distribution's updates are; keep them installed`;
}

/** Name of the network that an environment's containers share. */
export function networkNameOf(environment: string): string {
  return `cachefort-${environment}`;
}

/**
 * Whether a version is older than another; what a version leaves out counts as 0.
 *
 * @param version numbers parted by dots, such as `7.4.11` or `7.4`
 */
export function isVersionBelow(version: string, floor: string): boolean {
  const numbers = version.split(".").map(Number);
  const floors = floor.split(".").map(Number);
  for (let part = 0; part < Math.max(numbers.length, floors.length); part++) {
    const difference = (numbers[part] ?? 0) - (floors[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

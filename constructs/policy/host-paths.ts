/** A path of the host without `.`, `..` and doubled slashes, as the kernel follows it. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** Whether a path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  const [inner, outer] = [normalPath(path), normalPath(folder)];
  return outer === "/" || inner === outer || inner.startsWith(`${outer}/`);
}

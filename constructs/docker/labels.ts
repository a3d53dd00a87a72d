import { createHash } from "node:crypto";
import type { EnvironmentPaths } from "../core/environment-paths";

/** Who a container, network or volume belongs to. */
export interface OwnerLabels {
  readonly paths: EnvironmentPaths;
  /** Cluster or ring. @default - the whole environment */
  readonly name?: string;
  /** Node within it. @default - none */
  readonly node?: string;
}

/** Labels that tell what is ours on an engine that others use too. */
export function labelsOf({ paths, name, node }: OwnerLabels): { label: string; value: string }[] {
  const values = {
    "cachefort.environment": paths.environment,
    "cachefort.project": projectLabel(paths),
    "cachefort.name": name,
    "cachefort.node": node,
  };
  return Object.entries(values).flatMap(([label, value]) =>
    value === undefined ? [] : [{ label, value }],
  );
}

/** A project is known by its folder, which a label need not show to everybody. */
export function projectLabel({ project }: EnvironmentPaths): string {
  return createHash("sha256").update(project).digest("hex").slice(0, 12);
}

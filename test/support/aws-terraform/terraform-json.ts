import type { Json, JsonObject } from "../template";

/** What `terraform validate -json` prints. */
export interface Validation {
  readonly valid: boolean;
  readonly error_count: number;
  readonly warning_count: number;
  readonly diagnostics: readonly { readonly summary: string; readonly detail?: string }[];
}

/** What `terraform show -json` prints of a plan, as far as tests read it. */
export interface Plan {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly type: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly after: JsonObject | null;
      readonly after_unknown: Json;
    };
  }[];
}

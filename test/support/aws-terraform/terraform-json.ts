import type { Json, JsonObject } from "../template";

/** What `terraform validate -json` prints. */
export interface Validation {
  readonly valid: boolean;
  readonly error_count: number;
  readonly warning_count: number;
  readonly diagnostics: readonly { readonly summary: string; readonly detail?: string }[];
}

/** A synthesized stack, as far as tests change it. */
export interface SynthesizedStack {
  readonly terraform: JsonObject & { readonly required_providers: { readonly aws: JsonObject } };
  readonly resource: Record<string, Record<string, JsonObject>>;
  readonly output?: Record<string, JsonObject>;
  readonly variable?: Record<string, JsonObject>;
}

/** What `terraform show -json` prints of a plan, as far as tests read it. */
export interface Plan {
  readonly planned_values: {
    readonly root_module: {
      readonly resources: readonly {
        readonly address: string;
        readonly type: string;
        readonly name: string;
        readonly schema_version: number;
        readonly values: JsonObject;
        /** The shape of `values`, with `true` where one is sensitive. */
        readonly sensitive_values: JsonObject;
      }[];
    };
  };
  readonly resource_changes: readonly {
    readonly address: string;
    readonly type: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly after: JsonObject | null;
      readonly after_unknown: Json;
    };
  }[];
  readonly configuration: {
    readonly root_module: {
      readonly resources: readonly {
        readonly address: string;
        /** `aws`, or `aws.` and the alias. */
        readonly provider_config_key: string;
        /** The arguments that are set. */
        readonly expressions: JsonObject;
      }[];
    };
  };
}

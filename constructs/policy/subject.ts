import type { ContainerFacts } from "./container-facts";

/** A text that whoever reads the configuration, or asks the engine, gets to see. */
export interface VisibleText {
  /** Where it stands, such as `env NAME` or `command`; told in findings instead of the text. */
  readonly where: string;
  readonly value: string;
}

/** A network of the engine. */
export interface NetworkFacts {
  readonly driver: string;
  /** Whether it has no way out at all. */
  readonly isInternal: boolean;
  /** Whether packets to the outside leave under the host's address. */
  readonly masquerades: boolean;
  readonly texts: readonly VisibleText[];
}

/** A volume of the engine. */
export interface VolumeFacts {
  readonly driver: string;
  /** Folder of the host that the volume is; `undefined` when the engine keeps it itself. */
  readonly boundFolder?: string;
  /** Options of the mount, such as `bind` and `rshared`. */
  readonly mountOptions: readonly string[];
  readonly texts: readonly VisibleText[];
}

/** An image that containers are made of. */
export interface ImageFacts {
  readonly reference: string;
}

/** A resource as it is written down, before anything is known of its meaning. */
export interface ConfigurationFacts {
  readonly type: string;
  /** Names of the attributes that are set. */
  readonly attributes: readonly string[];
  /** Places whose value only Terraform learns. */
  readonly unknowns: readonly string[];
}

export interface FactsByKind {
  readonly container: ContainerFacts;
  readonly network: NetworkFacts;
  readonly volume: VolumeFacts;
  readonly image: ImageFacts;
  readonly configuration: ConfigurationFacts;
}

export type SubjectKind = keyof FactsByKind;

/** What a rule judges: configured or running, in the same form. */
export interface SubjectOf<K extends SubjectKind> {
  readonly kind: K;
  /** Name in the engine; of a configuration, its Terraform address. */
  readonly name: string;
  /** Path of the construct, or where the engine has it. */
  readonly path: string;
  readonly facts: FactsByKind[K];
}

export type Subject = { readonly [K in SubjectKind]: SubjectOf<K> }[SubjectKind];

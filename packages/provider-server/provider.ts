/** A property value as the engine sends it: JSON, with {@link UNKNOWN} where a preview does not know yet. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

/**
 * The properties of a resource or of a provider's configuration.
 */
export type Properties = Record<string, Value>;

/**
 * Stands for a value that is only known after an update.
 * Source: `UnknownStringValue` in pulumi/pulumi sdk/go/common/resource/plugin/rpc.go.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What may stand in one input of a resource. */
export interface InputSpec {
  type: "string" | "number" | "boolean" | "array" | "object";
  /** @default false */
  required?: boolean;
  /** Filled in by Check when the program gives none. @default - none */
  default?: Value;
  /** A change means another object: the engine replaces instead of updating. @default false */
  replaces?: boolean;
  /**
   * When the program gives none, Check makes one up: the resource's name, a dash and 7 random hex
   * digits. It stays the same for the life of the resource.
   * @default false
   */
  autoname?: boolean;
  /** What each element of an array, or each value of an object of any keys, must be. @default - anything */
  items?: InputSpec;
  /** The fields of an object; any other field is refused by its name. @default - anything */
  fields?: Record<string, InputSpec>;
}

/** An object as it stands after create, read or update. */
export interface ResourceState {
  id: string;
  /** All outputs, inputs included. */
  outputs: Properties;
}

/** What a read found; `inputs` are the inputs that would produce the object as it is now. */
export interface ReadResult extends ResourceState {
  inputs: Properties;
}

/** Something a resource reports while it works; shown to the person by the engine. */
export type Report = (severity: "info" | "warning", message: string) => void;

/**
 * The create, read, update and delete of one resource type. `Config` is what `configure` returned.
 * Each `signal` is aborted when the engine cancels and when the time in the resource's
 * customTimeouts is over. What an error or a report says of a secret input is replaced by `[secret]`.
 */
export interface Resource<Config = unknown> {
  /** The inputs accepted, by name. Any other input is refused by its name. */
  inputs: Record<string, InputSpec>;
  /**
   * Names of outputs that are not inputs, or are computed when the input of that name is absent;
   * unknown while previewing a create.
   */
  computed: readonly string[];
  /** Outputs to be encrypted in state, whether or not an input of that name was a secret. @default [] */
  secrets?: readonly string[];
  /** Encrypts every computed output when any input is a secret. @default false */
  secretsFollowInputs?: boolean;
  /** Computed outputs that an update may change; unknown while previewing one. @default - none */
  volatile?: readonly string[];
  /** Whether a replacement deletes the old object first (a fixed name). @default false */
  deleteBeforeReplace?: boolean;
  /** Problems beyond name and type, one text each. Values may be {@link UNKNOWN}. @default - none */
  validate?(inputs: Properties): string[];
  /**
   * Names of inputs that differ. Values may be {@link UNKNOWN}.
   * @default - deep comparison of every input; a stored computed value is kept when the input is absent
   */
  changed?(state: Properties, oldInputs: Properties, newInputs: Properties): string[];
  /** Throws `InitializationFailed` when the object exists but is of no use yet. */
  create(
    config: Config,
    inputs: Properties,
    report: Report,
    signal: AbortSignal,
  ): Promise<ResourceState>;
  /**
   * `undefined` when the object is gone. `state` and `inputs` (those of the last create or update)
   * are empty on import.
   * @default - state and inputs are returned as they are
   */
  read?(
    config: Config,
    id: string,
    state: Properties,
    inputs: Properties,
  ): Promise<ReadResult | undefined>;
  /** @default - every change replaces */
  update?(
    config: Config,
    id: string,
    state: Properties,
    inputs: Properties,
    report: Report,
    signal: AbortSignal,
  ): Promise<Properties>;
  /** Tolerates that the object is already gone. */
  delete(
    config: Config,
    id: string,
    state: Properties,
    signal: AbortSignal,
    report: Report,
  ): Promise<void>;
}

/** One provider: its configuration and its resource types by token, such as `gitea:index:User`. */
export interface Provider<Config = unknown> {
  name: string;
  version: string;
  /** The configuration accepted, by name; `replaces` makes a change replace every resource. */
  configuration: Record<string, InputSpec>;
  /** Called once, with every value known; in a preview with unknown values it is not called and no resource is touched. */
  configure(config: Properties): Config | Promise<Config>;
  resources: Record<string, Resource<Config>>;
}

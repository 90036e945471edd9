export { InitializationFailed } from "./initialization-failed.ts";
export {
  type InputSpec,
  type Properties,
  type Provider,
  type ReadResult,
  type Report,
  type Resource,
  type ResourceState,
  UNKNOWN,
  type Value,
} from "./provider.ts";
export { redacted } from "./redact.ts";
export { serve } from "./serve.ts";
export { containsUnknown, isUnknown } from "./unknown.ts";

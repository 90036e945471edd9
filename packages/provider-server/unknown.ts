import { type Properties, UNKNOWN, type Value } from "./provider.ts";

/** Whether a value is only known after an update. */
export function isUnknown(value: Value | undefined): boolean {
  return value === UNKNOWN;
}

/** Whether a value, or any value inside it, is only known after an update. */
export function containsUnknown(value: Value | Properties | undefined): boolean {
  if (typeof value !== "object" || value === null) {
    return isUnknown(value);
  }
  return Object.values(value).some((inner: Value) => containsUnknown(inner));
}

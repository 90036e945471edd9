const UNITS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/**
 * The nanoseconds of a duration as Go writes it, such as `1m30s`.
 * @returns `undefined` for a text that is no duration
 */
export function nanoseconds(duration: string): number | undefined {
  if (duration === "0") {
    return 0;
  }
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(duration)) {
    return undefined;
  }
  const parts = duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g);
  let total = 0;
  for (const [, amount, unit = ""] of parts) {
    total += Number(amount) * (UNITS[unit] ?? 0);
  }
  return total;
}

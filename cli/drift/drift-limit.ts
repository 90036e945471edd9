/** What Flux may need beside the time until it looks: rendering, rolling out. */
const workLimit = 120_000;

/** A duration as Go writes it, such as `1m30s`, in milliseconds; undefined when it is none. */
export function parseInterval(text: string): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (match === null || text === "") {
    return undefined;
  }
  const [, hours = "0", minutes = "0", seconds = "0"] = match;
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

/** Milliseconds that a demonstration waits, from the setting `driftCheckInterval`. */
export function driftLimit(interval: unknown): number {
  const parsed = typeof interval === "string" ? parseInterval(interval) : undefined;
  return (parsed ?? 180_000) + workLimit;
}

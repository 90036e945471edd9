/**
 * How long ago, for people: `12 s`, `5 min`, `3 h`, `2 d`.
 *
 * @param {number | string} time milliseconds since 1970, or RFC 3339
 * @param {number} now milliseconds since 1970
 */
export function age(time, now) {
  const at = typeof time === "string" ? Date.parse(time) : time;
  if (Number.isNaN(at)) {
    return "";
  }
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 100) {
    return `${seconds} s`;
  }
  if (seconds < 6000) {
    return `${Math.round(seconds / 60)} min`;
  }
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} d`;
}

/**
 * Milliseconds as they are, with thin gaps: `5 639 ms`.
 *
 * @param {number} value
 */
export function milliseconds(value) {
  return `${String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f")}\u00a0ms`;
}

/**
 * Milliseconds as seconds: `1.2 s`.
 *
 * @param {number} value
 */
export function seconds(value) {
  return `${(value / 1000).toFixed(1)} s`;
}

/**
 * The time of day: `06:01:02`.
 *
 * @param {number | string} time milliseconds since 1970, or RFC 3339
 */
export function clock(time) {
  return new Date(time).toTimeString().slice(0, 8);
}

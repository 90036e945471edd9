/**
 * Whether a line of `pulumi up` or `destroy` says something new to who reads plain text. Without a
 * terminal Pulumi repeats a resource's line with every second that it takes and with everything a
 * controller says meanwhile; its end, its errors and the summary are what is left.
 */
export function tellsSomething(line: string): boolean {
  if (/^@ (updating|destroying|previewing|refreshing)/.test(line) || line.trim() === "") {
    return false;
  }
  const working =
    /^\s*[-+~<>=]*\s+\S+ \S+ (creating|updating|deleting|refreshing|reading|importing)\b/;
  return !working.test(line) || /\berror:/.test(line);
}

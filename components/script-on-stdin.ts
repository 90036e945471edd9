/**
 * The command that runs a script which is handed to it as `stdin`. Not the script itself: Pulumi's
 * command plugin prints the whole text of a command that fails, escaped, before what it said.
 *
 * @param operation a function of the script to call in the end; @default - none
 */
export function runStdin(operation?: string): string {
  // All of it is read first, so that nothing in the script reads the rest of it.
  return ['eval "$(cat)"', ...(operation === undefined ? [] : [operation])].join("; ");
}

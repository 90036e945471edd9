/** A problem that the user can do something about: the message says what, and which command. */
export class ToolchainError extends Error {
  override readonly name = "ToolchainError";
}

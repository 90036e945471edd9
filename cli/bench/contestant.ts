/** Somebody who brings a lab up and takes it away. */
export interface Contestant {
  /** From nothing; ends when its last command does. */
  up(): Promise<void>;
  /** Takes everything away, whatever is there. */
  down(): Promise<void>;
  /** Where and as whom the host pushes to the repository. */
  git(): Promise<{ url: string; username: string; password: string }>;
}

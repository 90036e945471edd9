import { ToolchainError } from "../toolchain-error.ts";

/** A file could not be had, or is not what it should be. */
export class DownloadError extends ToolchainError {
  readonly url: string;
  /** What arrived is not what was published: never to be got around by another way. */
  readonly tampered: boolean;

  constructor(url: string, why: string, tampered = false) {
    super(`${url}: ${why}`);
    this.url = url;
    this.tampered = tampered;
  }
}

import { LabError } from "../terminal/lab-error.ts";

/**
 * The text of a file from Git, exactly: written back it is the same bytes.
 *
 * @throws LabError when it is no UTF-8 text, or only the pointer that Git LFS keeps in its place
 */
export function gitText(bytes: Uint8Array, file: string): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new LabError(`${file} is no text in UTF-8`, {
      remedy: `save ${file} as UTF-8, commit and push`,
    });
  }
  if (text.startsWith("version https://git-lfs.github.com/spec/")) {
    throw new LabError(`${file} is in Git LFS: Git has only a pointer, and Flux reads that`, {
      remedy: `git lfs untrack ${file}, then add, commit and push it again`,
    });
  }
  return text;
}

/**
 * Lets a command outlive whoever reads its output, such as `head`: what is written from then on goes
 * nowhere, and the work and its exit code stay what they are.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") {
        throw error;
      }
    });
  }
}

/** Calls back once nobody reads standard output any more: a command that only shows has nothing left to do. */
export function whenReaderGoes(stop: () => void): void {
  process.stdout.once("error", stop);
}

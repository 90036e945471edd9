import { ensureToolchain, type Progress } from "./index.ts";

// For developers of the toolchain: `node toolchain/main.ts`. Users have `./lab toolchain`.

const started = Date.now();

function say(text: string): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(0).padStart(5);
  process.stderr.write(`${seconds} s  ${text}\n`);
}

const progress: Progress = {
  step: (title) => ({
    update: (text) => {
      say(`${title}: ${text}`);
    },
    done: (text) => {
      say(`${title}: done${text === undefined ? "" : ` (${text})`}`);
    },
    fail: (text) => {
      say(`${title}: FAILED: ${text}`);
    },
  }),
};

try {
  const toolchain = await ensureToolchain(progress);
  process.stdout.write(`${JSON.stringify(toolchain, undefined, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

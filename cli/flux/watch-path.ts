import { setTimeout as sleep } from "node:timers/promises";
import { Watch, type KubeConfig } from "@kubernetes/client-node";

/** What a watch reports; `RESTARTED` means that every object comes again as `ADDED`. */
export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED" | "RESTARTED";

/** What to watch. */
export interface WatchedPath {
  /** Below the API server, such as `/api/v1/events`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** Whom to tell. */
export interface WatchListener {
  /** Begins with every object that is there; `object` is undefined with `RESTARTED`. */
  onEvent(type: WatchEventType, object: unknown): void;
  /** The API server cannot be reached, or does not know the path; it is tried again. */
  onError(why: string): void;
}

/** Milliseconds before a watch that broke is started again. */
const pause = 1000;

/** Watches until the signal; a watch that ends, as all do after a while, is started again. */
export async function watchPath(
  config: KubeConfig,
  { path, query = {} }: WatchedPath,
  listener: WatchListener,
  signal: AbortSignal,
): Promise<void> {
  const watch = new Watch(config);
  while (!signal.aborted) {
    listener.onEvent("RESTARTED", undefined);
    const why = await watchOnce(watch, path, query, listener, signal);
    if (why !== undefined && !isAborted(signal)) {
      listener.onError(why);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Through a function: TypeScript takes a property for constant. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Answers why it ended; undefined when it simply was over. */
function watchOnce(
  watch: Watch,
  path: string,
  query: Readonly<Record<string, string>>,
  listener: WatchListener,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let stop: () => void = () => undefined;
    const end = (error: unknown): void => {
      signal.removeEventListener("abort", stop);
      resolve(describeEnd(error));
    };
    const onEvent = (type: string, object: unknown): void => {
      if (type === "ADDED" || type === "MODIFIED" || type === "DELETED") {
        listener.onEvent(type, object);
      }
    };
    watch
      .watch(path, { ...query }, onEvent, end)
      .then((controller) => {
        stop = () => {
          controller.abort();
          end(undefined);
        };
        if (signal.aborted) {
          stop();
        } else {
          signal.addEventListener("abort", stop, { once: true });
        }
      })
      .catch(end);
  });
}

function describeEnd(error: unknown): string | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  // The library ends a watch on which nothing has happened for half a minute.
  return ["TimeoutError", "AbortError"].includes(error.name)
    ? undefined
    : error.cause instanceof Error
      ? error.cause.message
      : error.message;
}

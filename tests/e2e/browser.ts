import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "./eventually.ts";

/** How a page is looked at. */
export interface Look {
  readonly width: number;
  readonly scheme: "light" | "dark";
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** What Windows calls the keys; Chromium goes by that. */
const keyCodes: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, Escape: 27, " ": 32 };

/** A headless Chromium with one page; the package `chromium` of the system. */
export class Browser implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  /** What pages have complained of since the start: exceptions, errors on the console. */
  readonly complaints: string[] = [];
  /** Where pages have sent requests since the start. */
  readonly requests: string[] = [];
  #last = 0;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      this.#waiting.get(answer.id ?? 0)?.(answer);
      this.#hear(answer);
    });
  }

  /** Starts it. */
  static async start(): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), "fluxlab chromium "));
    // Root has no sandbox to use, and CI is root.
    const process = spawn(
      "chromium",
      ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"].concat(
        `--user-data-dir=${profile}`,
        "about:blank",
      ),
      { stdio: "ignore" },
    );
    const portFile = join(profile, "DevToolsActivePort");
    const port = await eventually("Chromium listens", 60_000, () => {
      return Promise.resolve(
        existsSync(portFile) ? readFileSync(portFile, "utf8").split("\n")[0] : undefined,
      );
    });
    const pages = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
      type: string;
      webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(
      pages.find(({ type }) => type === "page")?.webSocketDebuggerUrl ?? "",
    );
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    const browser = new Browser(process, profile, socket);
    for (const domain of ["Network", "Runtime", "Log"]) {
      await browser.#send(`${domain}.enable`, {});
    }
    // As if its window were the one that keys go to.
    await browser.#send("Emulation.setFocusEmulationEnabled", { enabled: true });
    return browser;
  }

  /** Opens a page as that reader sees it. */
  async open(url: string, { width, scheme }: Look): Promise<void> {
    await this.#send("Emulation.setDeviceMetricsOverride", {
      ...{ width, height: 800, deviceScaleFactor: 1, mobile: false },
    });
    const features = [{ name: "prefers-color-scheme", value: scheme }];
    await this.#send("Emulation.setEmulatedMedia", { features });
    await this.#send("Page.navigate", { url });
    for (let tries = 0; (await this.evaluate("document.readyState")) !== "complete"; tries += 1) {
      if (tries === 100) {
        throw new Error(`${url} is not loaded within 10 s`);
      }
      await sleep(100);
    }
  }

  /** The value of an expression in the page. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = (await this.#send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })) as { result: { value: unknown; description?: string }; exceptionDetails?: unknown };
    if (exceptionDetails !== undefined) {
      throw new Error(`${expression}: ${result.description ?? JSON.stringify(exceptionDetails)}`);
    }
    return result.value;
  }

  /** Waits until an expression is true in the page; at the limit throws, with what the page says. */
  async sees(expression: string, limit = 10_000): Promise<void> {
    await eventually(
      expression,
      limit,
      async () => ((await this.evaluate(`Boolean(${expression})`)) === true ? true : undefined),
      async () => String(await this.evaluate("document.body.innerText")),
    );
  }

  /** Presses a key, such as `Tab` or `Enter`. */
  async press(key: string): Promise<void> {
    const common = { key, code: key, windowsVirtualKeyCode: keyCodes[key] };
    const text = key === "Enter" ? "\r" : undefined;
    await this.#send("Input.dispatchKeyEvent", { type: "keyDown", text, ...common });
    await this.#send("Input.dispatchKeyEvent", { type: "keyUp", ...common });
  }

  /** Lets pages of an origin use the clipboard. */
  async allowClipboard(origin: string): Promise<void> {
    const permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
    await this.#send("Browser.grantPermissions", { origin, permissions });
  }

  /** What axe finds wrong with the page, one line for each. */
  async violations(): Promise<string[]> {
    await this.evaluate(`${readFileSync(require.resolve("axe-core/axe.min.js"), "utf8")}; 0`);
    const found = (await this.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))",
    )) as [string, string[]][];
    return found.map(([id, nodes]) => `${id}: ${nodes.join(" ")}`);
  }

  /** A picture of what can be seen, or of the whole page, as PNG. */
  async screenshot(whole: boolean): Promise<Buffer> {
    const { data } = (await this.#send("Page.captureScreenshot", {
      captureBeyondViewport: whole,
      ...(whole && { clip: { ...(await this.#size()), x: 0, y: 0, scale: 1 } }),
    })) as { data: string };
    return Buffer.from(data, "base64");
  }

  async #size(): Promise<{ width: number; height: number }> {
    const root = "document.documentElement";
    return {
      width: Number(await this.evaluate(`${root}.clientWidth`)),
      height: Number(await this.evaluate(`${root}.scrollHeight`)),
    };
  }

  #hear({ method, params }: Answer): void {
    if (method === "Network.requestWillBeSent") {
      this.requests.push((params as { request: { url: string } }).request.url);
    } else if (method === "Runtime.exceptionThrown") {
      this.complaints.push(JSON.stringify(params));
    } else if (method === "Runtime.consoleAPICalled") {
      const { type, args } = params as { type: string; args: unknown };
      if (type === "error" || type === "warning") {
        this.complaints.push(JSON.stringify(args));
      }
    } else if (method === "Log.entryAdded") {
      const { entry } = params as { entry: { level: string; text: string; url?: string } };
      if (entry.level === "error" || entry.level === "warning") {
        this.complaints.push(`${entry.text} ${entry.url ?? ""}`);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#socket.close();
    this.#process.kill();
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  async #send(method: string, params: object): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    this.#waiting.delete(id);
    if (answer.error !== undefined) {
      throw new Error(`${method}: ${answer.error.message}`);
    }
    return answer.result;
  }
}

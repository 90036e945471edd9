import type { DockerItem } from "../docker/inventory.ts";
import { originOf } from "../docker/ownership.ts";
import { elapsed } from "../terminal/elapsed.ts";
import { LabError } from "../terminal/lab-error.ts";
import { shellQuote } from "../terminal/shell-quote.ts";

/** What a teardown found and removed. */
export interface Removed {
  readonly namePrefix: string;
  readonly before: readonly DockerItem[];
  /** Those that were still there after Pulumi. */
  readonly reaped: readonly DockerItem[];
  /** Whether the stack and the state directory went too. */
  readonly state: boolean;
  /** Files with what people made. */
  readonly saved: readonly string[];
  /** What other labs of this checkout have in Docker, by prefix. */
  readonly others: ReadonlyMap<string, readonly DockerItem[]>;
  /** In milliseconds. */
  readonly time: number;
}

/** How people call a thing in Docker. */
export function title({ kind, name }: DockerItem): string {
  return `${kind} ${name}`;
}

/** What `./lab down` says before it deletes anything. */
export function announceDown(
  namePrefix: string,
  before: readonly DockerItem[],
  keepNothing: boolean,
): string {
  const clusters = before.flatMap(({ kind, labels }) =>
    kind === "container" ? (labels["k3d.cluster"] ?? []) : [],
  );
  const parts = [
    ...new Set(clusters.map((name) => `cluster ${name}`)),
    ...(before.some(({ name }) => name === `${namePrefix}-gitea`)
      ? ["Gitea with all that is in it"]
      : []),
  ];
  return [
    `Takes away lab "${namePrefix}": ${parts.join(", ") || before.map(title).join(", ")}.`,
    keepNothing
      ? "Keeps nothing of what people made in Gitea, nor what was saved of it before."
      : "Saves first what people made in Gitea.",
    "",
  ].join("\n");
}

/** What `./lab down` says at its end. */
export function renderDown(removed: Removed): string {
  return [...whatWent(removed), ...whatIsKept(removed.saved), ...whatIsThere(removed.others)]
    .map((line) => `${line}\n`)
    .join("");
}

function whatWent({ namePrefix, before, reaped, state, time }: Removed): string[] {
  if (before.length === 0 && !state) {
    return [`There is no lab "${namePrefix}": nothing to remove.`];
  }
  const names = (kind: DockerItem["kind"]): string => {
    const items = before.filter((item) => item.kind === kind).map(({ name }) => name);
    return `  ${`${kind}s`.padEnd(11)}${items.join(", ") || "none"}`;
  };
  return [
    "",
    before.length === 0
      ? `Docker had nothing of lab "${namePrefix}" (${elapsed(time)}). Removed:`
      : `The lab is gone (${elapsed(time)}). Removed:`,
    ...[names("container"), names("volume"), names("network")],
    ...(state ? ["  state      the stack and the state directory"] : []),
    ...(reaped.length > 0 ? [`Not through Pulumi: ${reaped.map(title).join(", ")}`] : []),
    "Tools and images stay for the next lab; ./lab toolchain --remove removes them.",
  ];
}

function whatIsKept(saved: readonly string[]): string[] {
  return saved.length === 0
    ? []
    : [
        "Kept: people's commits and what else they made in Gitea; git clone gives a bundle back:",
        ...saved.map((path) => `  ${path}`),
      ];
}

function whatIsThere(others: Removed["others"]): string[] {
  return [...others].flatMap(([prefix, items]) => [
    `Docker still has lab "${prefix}" of this checkout: ${items.map(title).join(", ")}`,
    `  to go on with it: ${withState(items, "./lab up")}; to take it away: ./lab down --foreign ${prefix}`,
  ]);
}

/** Refuses to touch a lab that was brought up elsewhere, and says where. */
export function notFromHere(
  verb: "up" | "down",
  namePrefix: string,
  strangers: readonly DockerItem[],
): LabError {
  const [known] = strangers.filter((item) => originOf(item, "checkout") !== undefined);
  const checkout = known && originOf(known, "checkout");
  const where = checkout === undefined ? "elsewhere; it does not say where" : `in ${checkout}`;
  const there =
    checkout === undefined
      ? ""
      : `cd ${shellQuote(checkout)} && ${withState(strangers, `./lab ${verb}`)}; or `;
  return new LabError(
    `lab "${namePrefix}" was not brought up with this state directory, but ${where}; ` +
      `nothing was changed of ${strangers.map(title).join(", ")}`,
    {
      allowed: "another fluxlab:namePrefix, for a lab of this checkout beside it",
      remedy: `${there}from here, to take it away for good: ./lab down --foreign`,
    },
  );
}

/** The command with the state directory that the items were made with, unless it is the usual one. */
function withState(items: readonly DockerItem[], command: string): string {
  const [item] = items.filter((one) => originOf(one, "state") !== undefined);
  const state = item && originOf(item, "state");
  return state === undefined || state === `${originOf(item as DockerItem, "checkout") ?? ""}/.lab`
    ? command
    : `FLUXLAB_STATE=${shellQuote(state)} ${command}`;
}

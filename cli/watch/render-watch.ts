import { fluxKinds, shortRevision, type FluxObject } from "../flux/flux-object.ts";
import { age } from "../status/render.ts";
import { table } from "../terminal/table.ts";
import type { ClusterModel, LogLine, Mood } from "./watch-model.ts";

/** A size in characters. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

const recent = 10;

/** A line of the log: `06:01:02 core-app  text`. */
export function renderLine({ time, cluster, mood, text }: LogLine, colour: boolean): string {
  const clock = new Date(time).toTimeString().slice(0, 8);
  const line = `${clock} ${cluster}  ${text}`;
  return colour ? paint(mood, line) : line;
}

/** Everything as it is now, one row per cluster and object; fits the screen. */
export function renderFrame(
  clusters: readonly ClusterModel[],
  log: readonly LogLine[],
  now: number,
  screen: Screen,
): string[] {
  const blocks = clusters.map((cluster) => renderCluster(cluster, now));
  const tail = log.slice(-recent).map((line) => fit(renderLine(line, false), screen, line.mood));
  const room = screen.rows - tail.length - 4;
  const needed = blocks.reduce((sum, block) => sum + block.length, 0);
  // Too small a screen shows the objects only of clusters that something is the matter with.
  const shown = blocks.flatMap((block, index) => {
    const calm = clusters[index] !== undefined && moodOf(clusters[index]) === "good";
    return needed > room && calm ? block.slice(0, 1) : block;
  });
  const rows = shown.slice(0, Math.max(1, room)).map(({ text, mood }) => fit(text, screen, mood));
  const clock = new Date(now).toTimeString().slice(0, 8);
  return [...rows, "", ...tail, "", fit(`${clock}  Ctrl-C ends`, screen, "plain")];
}

interface Row {
  readonly text: string;
  readonly mood: Mood;
}

function renderCluster(cluster: ClusterModel, now: number): Row[] {
  const mood = moodOf(cluster);
  const state = { good: "ready", bad: "not ready", drift: "DRIFT", plain: "at work" }[mood];
  const podinfos = [...cluster.podinfos].map(([name, version]) =>
    version === undefined ? `${name} does not answer` : `${name} serves ${version}`,
  );
  const title = { text: [`${cluster.name}: ${state}`, ...podinfos].join(", "), mood };
  if (cluster.problem !== undefined) {
    return [title, { text: `  the API server: ${cluster.problem}`, mood: "bad" }];
  }
  const order = (object: FluxObject): number =>
    fluxKinds.findIndex(({ kind }) => kind === object.kind);
  const objects = [...cluster.objects.values()].sort((a, b) => order(a) - order(b));
  const fetched = objects.find(({ kind }) => kind === "GitRepository")?.revision ?? "";
  const cells = [
    ...objects.map((object) => ({
      mood: moodOfObject(object, fetched),
      cells: [
        `  ${object.kind}`,
        `${object.namespace}/${object.name}`,
        object.suspended ? `${object.ready} (suspended)` : object.ready,
        shortRevision(object.revision) || "-",
        age(object.lastTransition, now),
        remark(object, fetched),
      ],
    })),
    ...[...cluster.drifted].map(([name, { fields, since }]) => {
      const [kind = "", place = ""] = name.split(" ");
      const seconds = `${Math.round((now - since) / 1000)}s`;
      return {
        mood: "drift" as const,
        cells: [`  ${kind}`, place, "DRIFT", "", seconds, fields.join(", ")],
      };
    }),
  ];
  const lines = table(cells.map((row) => row.cells)).split("\n");
  return [title, ...cells.map((row, index) => ({ text: lines[index] ?? "", mood: row.mood }))];
}

function remark(object: FluxObject, fetched: string): string {
  if (object.ready !== "True") {
    return [object.reason, object.message].filter((text) => text !== "").join(": ");
  }
  return isBehind(object, fetched) ? `Git has ${shortRevision(fetched)}` : "";
}

function isBehind(object: FluxObject, fetched: string): boolean {
  return (
    object.kind === "Kustomization" &&
    object.namespace === "flux-system" &&
    fetched !== "" &&
    object.revision !== fetched
  );
}

/** How an object is meant; `fetched` is what its source has. */
export function moodOfObject(object: FluxObject, fetched: string): Mood {
  if (object.ready === "False") {
    return "bad";
  }
  const drifted = object.conditions.some(
    ({ type, status }) => type === "Drifted" && status === "True",
  );
  return drifted
    ? "drift"
    : object.ready === "True" && !isBehind(object, fetched)
      ? "good"
      : "plain";
}

/** The worst of what is in it. */
function moodOf(cluster: ClusterModel): Mood {
  const objects = [...cluster.objects.values()];
  const fetched = objects.find(({ kind }) => kind === "GitRepository")?.revision ?? "";
  const moods = new Set(objects.map((object) => moodOfObject(object, fetched)));
  if (cluster.problem !== undefined || moods.has("bad")) {
    return "bad";
  }
  if (cluster.drifted.size > 0 || moods.has("drift")) {
    return "drift";
  }
  return moods.has("plain") ||
    objects.length === 0 ||
    [...cluster.podinfos.values()].includes(undefined)
    ? "plain"
    : "good";
}

/** One line that does not wrap, in its colour. */
function fit(text: string, { columns }: Screen, mood: Mood): string {
  const flat = text.replaceAll(/[\r\n\t]+/g, " ");
  return paint(mood, flat.length > columns ? `${flat.slice(0, columns - 1)}…` : flat);
}

function paint(mood: Mood, text: string): string {
  const code = { good: 32, bad: 31, drift: 35, plain: 0 }[mood];
  return code === 0 || text === "" ? text : `\x1b[${code}m${text}\x1b[0m`;
}

import { labInventory, removeItems, runDocker, type DockerItem } from "../docker/inventory.ts";
import { strangersAmong } from "../docker/ownership.ts";
import { capture, type Lab } from "../lab/lab.ts";
import { readSettingValues } from "../lab/lab-settings.ts";
import { LabError } from "../terminal/lab-error.ts";
import { lockedOut } from "./administrator.ts";
import { lookIntoClusters } from "./cluster-look.ts";
import {
  isHealthy,
  portHolder,
  restoreContainers,
  startContainers,
  type StartFailure,
} from "./containers.ts";
import { findDamage, knowsAny, type Damage } from "./damage.ts";
import { exportState, scriptEnvironment, type StateExport } from "./deployed-state.ts";
import { labOwnership } from "./lab-identities.ts";
import { labNames } from "./lab-names.ts";
import { notFromHere } from "./render-down.ts";
import { clearLockHolders, endOrphans } from "./state-lock.ts";

/** What was put right, and how Pulumi puts right the rest. */
export interface Recovery {
  /** Sentences. */
  readonly done: readonly string[];
  /** For `pulumi up`. */
  readonly options: readonly string[];
}

/** Milliseconds that Gitea may take to be there after a start. */
const giteaPatience = 60_000;

/**
 * Makes way for Pulumi after a killed run, a reboot, or anything that somebody did with docker or
 * kubectl: ends what a dead run left, starts what is stopped, and lets Pulumi look again at what
 * Docker does not have, and take away what only it can make anew. Nothing but Pulumi changes the state.
 */
export async function recover(lab: Lab): Promise<Recovery> {
  const { done, killed, state, inventory } = await openState(lab);
  const strangers = strangersAmong(inventory, labOwnership(lab.places));
  if (strangers.length > 0) {
    throw notFromHere("up", labNames(lab.places).namePrefix, strangers);
  }
  if (!killed && inventory.length > 0 && !knowsAny(state, inventory)) {
    throw refuse(inventory);
  }
  if ((state.deployment.resources ?? []).length === 0) {
    const leftovers = findDamage(state, inventory).leftovers;
    await removeLeftovers(lab, leftovers);
    return { done: [...done, ...cutShort(leftovers)], options: [] };
  }
  const damage = findDamage(state, inventory);
  await removeLeftovers(lab, damage.leftovers);
  done.push(...cutShort(damage.leftovers));
  for (const name of damage.lostVolumes) {
    // Pulumi is going to take it away with all that was in it, and has to find it for that.
    await runDocker(lab.env, ["volume", "create", name], 60_000);
  }
  done.push(...(await restoreContainers(lab.env, damage.renamed, damage.paused)));

  const failures = await startContainers(lab.env, damage.stopped);
  await refuseBusyPorts(lab, failures);
  const started = damage.stopped.filter(
    (name) => !failures.some((failure) => failure.name === name),
  );
  done.push(...(started.length > 0 ? [`started ${started.join(", ")}`] : []));
  done.push(...failures.map(({ name, reason }) => `${name} does not start: ${reason}`));
  if (damage.gone.length > 0) {
    done.push(`to be made anew, for it is gone: ${damage.gone.join(", ")}`);
  }
  const options = await mend(lab, state, damage, failures, done);
  return { done, options };
}

/** The same before a teardown, which needs nothing but a Gitea that answers. */
export async function recoverForTeardown(lab: Lab): Promise<readonly string[]> {
  const { done, state, inventory } = await openState(lab);
  const { renamed, paused, stopped } = findDamage(state, inventory);
  const restored = await restoreContainers(lab.env, renamed, paused);
  const failures = await startContainers(lab.env, stopped);
  const started = stopped.filter((name) => !failures.some((failure) => failure.name === name));
  return [...done, ...restored, ...(started.length > 0 ? [`started ${started.join(", ")}`] : [])];
}

/** Ends what a dead run left, then reads state and Docker. */
async function openState(lab: Lab) {
  const done: string[] = [];
  const lock = await clearLockHolders(lab.places);
  if (lock === "stale") {
    await capture(lab, "pulumi", ["cancel", "--yes", "--stack", lab.places.stack]);
    done.push("removed the lock of a run that was killed");
  }
  const orphans = await endOrphans(lab.places);
  if (orphans.length > 0) {
    done.push(`ended what a killed run had left running: ${orphans.join(", ")}`);
  }
  const [state, inventory] = await Promise.all([
    exportState(lab),
    labInventory(lab.env, labNames(lab.places)),
  ]);
  const pending = state.deployment.pending_operations ?? [];
  const killed = lock === "stale" || orphans.length > 0 || pending.length > 0;
  return { done, killed, state, inventory };
}

/** Lets Pulumi look at what Docker does not have any more, and forget operations cut short. */
async function dropFromState(lab: Lab, state: StateExport, damage: Damage): Promise<void> {
  const pending = state.deployment.pending_operations ?? [];
  if (pending.length === 0 && damage.refresh.length === 0) {
    return;
  }
  const stack = state.deployment.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
  const targets = damage.refresh.length > 0 ? damage.refresh : stack ? [stack.urn] : [];
  await quietly(lab, ["refresh", "--clear-pending-creates", ...withEach("--target", targets)]);
}

/** Lets Pulumi take away what is gone or cannot be mended, with what was in it; `up` makes it anew. */
async function destroyWithDependents(lab: Lab, urns: readonly string[]): Promise<void> {
  if (urns.length > 0) {
    await quietly(lab, ["destroy", "--target-dependents", ...withEach("--target", urns)]);
  }
}

async function quietly(lab: Lab, args: readonly string[]): Promise<void> {
  const unattended = ["--yes", "--skip-preview", "--non-interactive", "--suppress-outputs"];
  const command = [...args, ...unattended, "--stack", lab.places.stack];
  await capture(lab, "pulumi", command, { limit: 300_000 });
}

function withEach(option: string, values: Iterable<string>): string[] {
  return [...new Set(values)].flatMap((value) => [option, value]);
}

/** Lets Pulumi prepare what no `up` mends, and answers how `up` mends the rest. */
async function mend(
  lab: Lab,
  state: StateExport,
  damage: Damage,
  failures: readonly StartFailure[],
  done: string[],
): Promise<string[]> {
  const resources = state.deployment.resources ?? [];
  const gitea = resources.find(({ type }) => type === "docker:index/container:Container");
  const name = gitea?.inputs?.["name"];
  const answers =
    typeof name === "string" &&
    !damage.gone.includes(`container ${name}`) &&
    (await isHealthy(lab.env, name, giteaPatience));
  const dead = resources.filter((resource) => {
    const node = `k3d-${String(scriptEnvironment(resource)["K3D_CLUSTER"])}-server-0`;
    return failures.some((failure) => failure.name === node);
  });
  const gone = [...damage.destroy, ...dead.map(({ urn }) => urn)];
  const [problems, locked] = await Promise.all([
    lookIntoClusters(lab, state, gone),
    answers ? lockedOut(state) : undefined,
  ]);
  done.push(...problems.map(({ description }) => description));
  if (locked !== undefined) {
    done.push("Gitea does not know its administrator's password any more");
  }
  const urnsTo = (wanted: "destroy" | "replace") =>
    problems.filter((problem) => problem.mend === wanted).map(({ urn }) => urn);
  await dropFromState(lab, state, damage);
  await destroyWithDependents(lab, [...gone, ...urnsTo("destroy")]);
  return [
    ...withEach("--replace", [...urnsTo("replace"), ...(locked === undefined ? [] : [locked])]),
    // What lies in Gitea can be looked at only when it lets the administrator in.
    ...(answers && locked === undefined ? ["--refresh"] : []),
  ];
}

/** Throws when a port that the settings want has been taken; one that they no longer want may be. */
async function refuseBusyPorts(lab: Lab, failures: readonly StartFailure[]): Promise<void> {
  const values = readSettingValues(lab.places);
  for (const { name, busyPort } of failures) {
    const setting = ["giteaPort", "firstIngressPort", "firstApiPort"].find((key) => {
      const first = Number(values[key]);
      const size = key === "giteaPort" ? 1 : 16;
      return busyPort !== undefined && busyPort >= first && busyPort < first + size;
    });
    if (busyPort !== undefined && setting !== undefined) {
      throw new LabError(
        `port ${busyPort}, which ${name} had, is taken by ${await portHolder(lab.env, busyPort)}`,
        {
          allowed: "a free port",
          remedy: `end that, or: ./lab pulumi config set fluxlab:${setting} PORT; then ./lab up`,
        },
      );
    }
  }
}

function refuse(unknown: readonly DockerItem[]): LabError {
  const names = unknown.map(({ kind, name }) => `${kind} ${name}`).join(", ");
  return new LabError(`Docker has a lab of this name that the state does not know: ${names}`, {
    allowed: "another fluxlab:namePrefix, for a lab beside it",
    remedy: "./lab down saves what people made and removes them for good; then ./lab up",
  });
}

function cutShort(items: readonly DockerItem[]): string[] {
  return items.length === 0
    ? []
    : [`removed what is of no use any more: ${items.map(({ name }) => name).join(", ")}`];
}

async function removeLeftovers(lab: Lab, items: readonly DockerItem[]): Promise<void> {
  const [first] = await removeItems(lab.env, items);
  if (first !== undefined) {
    const { item, reason } = first;
    throw new LabError(`cannot remove ${item.kind} ${item.name}, a leftover: ${reason}`, {
      remedy: `docker ${item.kind} rm --force ${item.name}`,
    });
  }
}

import { Command } from "commander";
import { execa } from "execa";
import { readFile } from "node:fs/promises";
import {
  checkDisk,
  checkDocker,
  checkInotify,
  checkMemory,
  checkPorts,
  checkSettings,
  checkToolchain,
  labDisk,
  renderChecks,
  type Check,
} from "../doctor/checks.ts";
import { renderTools } from "../doctor/render-tools.ts";
import { labPlaces, scrub, type LabPlaces } from "../lab/lab-environment.ts";
import { readSettingsAnyway } from "../lab/lab-settings.ts";
import { readHostFacts } from "../../components/settings/host.ts";
import {
  checkRules,
  crossProblems,
  hostProblems,
  memoryOfGitea,
  memoryPerCluster,
  wantedPorts,
} from "../../components/settings/problems.ts";
import { settingRules, type SettingName } from "../../components/settings/schema.ts";
import { readSlots } from "../../components/settings/slots.ts";
import { describeToolchain, diskNeeded, type ToolDescription } from "../../toolchain/index.ts";
import { freeDisk } from "../../toolchain/cache/disk.ts";

/** `lab doctor`. */
export function command(): Command {
  return new Command("doctor")
    .description("Check this machine, and list every tool with its version and where it came from")
    .addHelpText("after", "\nChanges nothing. Exit code 1 when a check fails.")
    .action(async () => {
      const places = labPlaces();
      const tools = describeToolchain();
      const checks = await examine(places, tools);
      process.stdout.write(
        `${renderChecks(checks)}\n${renderTools(tools)}\nNode ${process.version} at ${process.execPath}\n`,
      );
      process.exitCode = checks.some(({ state }) => state === "failed") ? 1 : 0;
    });
}

async function examine(places: LabPlaces, tools: readonly ToolDescription[]): Promise<Check[]> {
  const { values, problem } = readSettingsAnyway(places);
  const { problems, sound } = checkRules(settingValues(values));
  if (problem !== undefined) {
    problems.unshift(`${problem.message}\n    to mend: ${problem.remedy ?? ""}`);
  }
  const slots = readSlots(places.state);
  const ports = wantedPorts(sound, slots).filter(({ port }) => port <= 65_535);
  const { namePrefix = "fluxlab", clusters = [] } = sound;
  const [docker, facts, free, limits] = await Promise.all([
    askDocker(),
    readHostFacts(
      namePrefix,
      ports.map(({ port }) => port),
    ),
    freeDisk(places.cache),
    readInotifyLimits(),
  ]);
  const runs = (container: string): boolean => facts.ownContainers.includes(container);
  const toCome = clusters.filter((name) => !runs(`k3d-${namePrefix}-${name}-server-0`)).length;
  const memory = toCome * memoryPerCluster + (runs(`${namePrefix}-gitea`) ? 0 : memoryOfGitea);
  const others = facts.busyPorts.filter((port) => !facts.ownPorts.includes(port));
  // Ports and memory have checks of their own.
  const elsewhere = { ...facts, busyPorts: [], availableMemory: Infinity };
  return [
    docker,
    checkDisk(free, places.cache, tools.every(({ present }) => present) ? labDisk : diskNeeded()),
    checkMemory(facts.availableMemory, memory),
    checkInotify(limits, clusters.length),
    checkPorts(ports, others),
    checkSettings([...problems, ...crossProblems(sound, slots), ...hostProblems(sound, elsewhere)]),
    checkToolchain(tools),
  ];
}

function settingValues(values: Record<string, unknown>): Record<SettingName, unknown> {
  const names = Object.keys(settingRules) as SettingName[];
  return Object.fromEntries(names.map((name) => [name, values[name]])) as Record<
    SettingName,
    unknown
  >;
}

async function askDocker(): Promise<Check> {
  const result = await execa("docker", ["version", "--format", "{{.Server.Version}}"], {
    env: scrub(process.env),
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: 10_000,
  });
  return result.failed
    ? checkDocker(undefined, result.stderr || (result.shortMessage ?? "docker cannot be run"))
    : checkDocker(result.stdout.trim(), "");
}

async function readInotifyLimits(): Promise<{ instances: number; watches: number }> {
  const read = async (name: string): Promise<number> =>
    Number(await readFile(`/proc/sys/fs/inotify/${name}`, "utf8"));
  const [instances, watches] = await Promise.all([
    read("max_user_instances"),
    read("max_user_watches"),
  ]);
  return { instances, watches };
}

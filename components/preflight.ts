import * as pulumi from "@pulumi/pulumi";
import { type LabParts, readParts } from "./parts.ts";
import { readSettings, type Settings } from "./settings.ts";
import { type DockerFacts, readDockerFacts } from "./settings/docker.ts";
import { readHostFacts } from "./settings/host.ts";
import { hostProblems, wantedPorts } from "./settings/problems.ts";
import { readSlots } from "./settings/slots.ts";
import { toolProblems } from "./settings/tools.ts";

/** What a lab can be made from, after everything was looked at. */
export interface Preflight {
  settings: Settings;
  parts: LabParts;
  /** Where Docker listens; unknown in a preview where nobody answers. */
  dockerHost: pulumi.Output<string> | undefined;
}

/**
 * Reads the settings and the parts, and looks whether this machine can have such a lab: Docker,
 * tools, ports, networks, memory. In a preview what the machine lacks is a warning, since the lab
 * may be meant for another one.
 *
 * @throws one pulumi.RunError that lists every problem with its remedy, before anything is made
 */
export async function preflight(): Promise<Preflight> {
  const { sound, problems } = readSettings();
  const parts = readParts(sound.parts);
  const ports = wantedPorts(sound, readSlots()).flatMap(({ port }) =>
    port <= 65_535 ? [port] : [],
  );
  const [docker, facts, tools] = await Promise.all([
    readDockerFacts(),
    readHostFacts(sound.namePrefix ?? "", ports),
    toolProblems(parts.tools),
  ]);
  const machine = [...dockerProblems(docker), ...tools, ...hostProblems(sound, facts)];
  const preview = pulumi.runtime.isDryRun();
  if (problems.length > 0 || (machine.length > 0 && !preview)) {
    throw new pulumi.RunError(
      `Stack ${pulumi.getStack()} cannot come up like this:\n${list([...problems, ...machine])}`,
    );
  }
  if (machine.length > 0) {
    void pulumi.log.warn(`This machine could not have this lab as it is:\n${list(machine)}`);
  }
  // Docker's plugin would end a preview of a lab for another machine: it connects at once, unless
  // it is told that the address is not known yet.
  const unknown = preview && docker.complaint !== undefined;
  return {
    settings: sound as Settings,
    parts,
    dockerHost: unknown
      ? pulumi.output<string>(pulumi.unknown as unknown as string)
      : docker.host === undefined
        ? undefined
        : pulumi.output(docker.host),
  };
}

function dockerProblems({ complaint }: DockerFacts): string[] {
  return complaint === undefined
    ? []
    : [
        `Docker does not answer: ${complaint}\n` +
          "    allowed: a Docker Engine that you may use, on this machine\n" +
          "    to mend: start it; docker version says when it is there. ./lab doctor knows more",
      ];
}

/** Who came by another door than pulumi's own, such as ./lab, reads the command as it is typed there. */
function list(problems: readonly string[]): string {
  const pulumiCommand = process.env["FLUXLAB_PULUMI"] ?? "pulumi";
  return problems
    .map((problem) => `  - ${problem.replaceAll("to mend: pulumi ", `to mend: ${pulumiCommand} `)}`)
    .join("\n");
}

import * as pulumi from "@pulumi/pulumi";
import { readHostFacts } from "./settings/host.ts";
import { checkRules, crossProblems, hostProblems, wantedPorts } from "./settings/problems.ts";
import { type SettingName, settingRules, type Settings } from "./settings/schema.ts";

export type { Settings } from "./settings/schema.ts";

/**
 * Reads the stack's settings and checks them one by one, against each other and against the
 * machine. The result is frozen.
 *
 * @throws one pulumi.RunError that lists every problem with its remedy
 */
export async function readSettings(): Promise<Settings> {
  const values = readConfig();
  const { problems, sound } = checkRules(values);
  const ports = wantedPorts(sound).flatMap(({ port }) => (port <= 65_535 ? [port] : []));
  const facts = await readHostFacts(sound.namePrefix ?? "", ports);
  problems.push(...crossProblems(sound), ...hostProblems(sound, facts));
  if (problems.length > 0) {
    const list = problems.map((problem) => `  - ${problem}`).join("\n");
    throw new pulumi.RunError(`The settings of stack ${pulumi.getStack()} cannot work:\n${list}`);
  }
  return Object.freeze(values as unknown as Settings);
}

function readConfig(): Record<SettingName, unknown> {
  const config = new pulumi.Config();
  const names = Object.keys(settingRules) as SettingName[];
  return Object.fromEntries(names.map((name) => [name, parse(config.get(name))])) as Record<
    SettingName,
    unknown
  >;
}

/** Lists, objects and whole numbers reach a program as JSON; everything else is text. */
function parse(text: string | undefined): unknown {
  if (text === undefined || !/^([[{]|\d+$)/.test(text)) {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

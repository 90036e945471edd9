import * as pulumi from "@pulumi/pulumi";
import { checkRules, crossProblems } from "./settings/problems.ts";
import { type SettingName, settingRules, type Settings } from "./settings/schema.ts";
import { readSlots } from "./settings/slots.ts";

export type { Settings } from "./settings/schema.ts";

/** Settings that were read, and what is wrong with them. */
export interface ReadSettings {
  /** Frozen; without those that their own rule refuses. */
  sound: Partial<Settings>;
  /** In words, each with its remedy. */
  problems: string[];
}

/** Reads the stack's settings and checks them one by one and against each other. */
export function readSettings(): ReadSettings {
  const { problems, sound } = checkRules(readConfig());
  problems.push(...crossProblems(sound, readSlots()));
  return { sound: Object.freeze(sound), problems };
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

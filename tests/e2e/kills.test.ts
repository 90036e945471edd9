import { closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import fc from "fast-check";
import { askPodinfo } from "../../cli/podinfo/ask-podinfo.ts";
import { project, TestLab } from "./test-lab.ts";

jest.setTimeout(30 * 60_000);

/** The same seed kills the same verbs after the same times. Whoever looks for more gives another, and more kills. */
const seed = Number(process.env["FLUXLAB_TEST_SEED"] ?? 662_531);
const number = Number(process.env["FLUXLAB_TEST_KILLS"] ?? 5);

/** One verb that somebody ends while it is at work. */
interface Kill {
  verb: string;
  /** Milliseconds. */
  after: number;
  /** A signal, and whether all of its session gets it. */
  how: string;
}

const kill: fc.Arbitrary<Kill> = fc.record({
  verb: fc.constantFrom("up", "up", "up", "switch", "release", "down"),
  after: fc.integer({ min: 100, max: 25_000 }),
  // Out of memory; a whole session killed; a closed terminal.
  how: fc.constantFrom("SIGKILL alone", "SIGKILL all", "SIGHUP all"),
});

let lab: TestLab;
let log: string;
let topology = "multi-cluster";
/** Commits of people's that have to be somewhere for ever. */
const commits: string[] = [];

beforeAll(async () => {
  lab = await TestLab.create({ clusters: ["one"], tenants: ["team-a"] });
  log = join(dirname(lab.state), "kills.log");
  process.stderr.write(`kills: FLUXLAB_TEST_SEED=${seed}\n`);
  await lab.succeed("up");
  await commitAsPeople();
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

async function gitea(method: string, path: string, body?: object): Promise<Response> {
  const { giteaUrl, giteaAdministrator } = await lab.outputs();
  const pair = `${giteaAdministrator?.username ?? ""}:${giteaAdministrator?.password ?? ""}`;
  return fetch(`${giteaUrl}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
      "content-type": "application/json",
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** The platform's repository, as the topology calls it. */
const repository = () => (topology === "multi-cluster" ? "fleet" : "platform");

async function commitAsPeople(): Promise<void> {
  const answer = await gitea("POST", `/repos/platform/${repository()}/contents/people.txt`, {
    content: Buffer.from(`${commits.length}\n`).toString("base64"),
    message: "ours",
    branch: "main",
    new_branch: `people-${commits.length}`,
  });
  const { commit } = (await answer.json()) as { commit: { sha: string } };
  commits.push(commit.sha);
}

/** Heads of all bundles that a deletion has left. */
async function saved(state = lab.state): Promise<string> {
  const directory = join(state, "bundles");
  const heads = readdirSync(directory, { withFileTypes: true })
    .filter(({ name }) => name.endsWith(".bundle"))
    .map(({ name }) => execa("git", ["bundle", "list-heads", join(directory, name)]));
  return (await Promise.all(heads)).map(({ stdout }) => stdout).join("\n");
}

async function isThere(commit: string): Promise<boolean> {
  const answer = await gitea("GET", `/repos/platform/${repository()}/git/commits/${commit}`);
  return answer.ok || (await saved().catch(() => "")).includes(commit);
}

function argumentsOf(verb: string): string[] {
  if (verb === "switch") {
    topology = topology === "multi-cluster" ? "multi-tenancy" : "multi-cluster";
    lab.configure({ topology });
    return ["up", "--yes"];
  }
  return verb === "release" ? ["release", "6.9.3-lab.1"] : [verb];
}

/** Starts a verb in a session of its own and ends it after that time, unless it has ended. */
async function killed({ verb, after, how }: Kill): Promise<void> {
  const output = openSync(log, "a");
  const child = spawn(join(project, "lab"), argumentsOf(verb), {
    cwd: tmpdir(),
    detached: true,
    env: {
      ...process.env,
      FLUXLAB_STATE: lab.state,
      FLUXLAB_STACK: lab.name,
      TMPDIR: lab.temporary,
    },
    // Not a pipe: what outlives the verb would hold it open, and the test with it.
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await Promise.race([ended, sleep(after, undefined, { ref: false })]);
  const [signal = "", whom] = how.split(" ");
  try {
    process.kill(whom === "all" ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
  } catch {
    // It had ended.
  }
  await ended;
}

/** At most two `up`, after which podinfo answers and nothing of people's is lost. */
async function mended(): Promise<void> {
  const first = await lab.run("up", "--yes");
  if (first.failed) {
    process.stderr.write(`kills: the first up: ${first.all.slice(-2000)}\n`);
    await lab.succeed("up", "--yes");
  }
  const { apps } = await lab.outputs();
  expect((await askPodinfo(apps[0]?.urls["one"] ?? ""))?.version).toMatch(/^6\.9\./);
  expect((await lab.run("status")).exitCode).toBe(0);
  for (const commit of commits) {
    expect([commit, await isThere(commit)]).toEqual([commit, true]);
  }
}

const rounds = Array.from({ length: Math.ceil(number / 5) }, (_, index) =>
  // Without its bias it would be mostly the shortest and the longest times.
  fc.sample(fc.noBias(kill), { seed: seed + index, numRuns: Math.min(5, number - 5 * index) }),
);

test.each(rounds.map((round, index) => [index + 1, round] as const))(
  `seed ${seed}, round %i of kills ends in a working lab`,
  async (_, round) => {
    try {
      for (const one of round) {
        process.stderr.write(`kills: ${one.verb} after ${one.after} ms, ${one.how}\n`);
        await killed(one);
      }
      await mended();
    } catch (error) {
      process.stderr.write(`${readFileSync(log, "utf8").slice(-4000)}\n`);
      throw error;
    }
    rmSync(log, { force: true });
    await commitAsPeople();
  },
);

test("a lab that was brought up elsewhere is refused, and the message says where it is from", async () => {
  await using other = await TestLab.create({ clusters: ["one"], namePrefix: lab.name });
  const before = await inDocker();
  for (const verb of ["down", "up"]) {
    const { exitCode, all } = await other.run(verb);
    expect([exitCode, all]).toEqual([1, expect.stringContaining(`FLUXLAB_STATE='${lab.state}'`)]);
    expect(all).toContain("./lab down --foreign");
  }
  expect(await inDocker()).toEqual(before);
  other.configure({ namePrefix: other.name });
});

test("without its state directory too, down saves what people made and leaves nothing in Docker", async () => {
  renameSync(lab.state, `${lab.state} of before`);
  const said = await lab.succeed("down");
  expect(await inDocker()).toEqual([]);
  const bundles = `${await saved()}\n${await saved(`${lab.state} of before`)}`;
  expect(commits.filter((commit) => !bundles.includes(commit))).toEqual([]);
  expect(said).toContain("Kept: people's commits");
});

/** Everything in Docker with the lab's name. */
async function inDocker(): Promise<string[]> {
  const lists = [
    ["ps", "--all"],
    ["volume", "ls"],
    ["network", "ls"],
  ].map((list) => execa("docker", [...list, "--quiet", "--filter", `name=${lab.name}`]));
  return (await Promise.all(lists)).flatMap(({ stdout }) => stdout.split("\n").filter(Boolean));
}

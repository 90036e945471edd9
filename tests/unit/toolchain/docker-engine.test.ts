import { decideDocker, type DockerSituation } from "../../../toolchain/docker/docker-decision.ts";
import {
  daemonArguments,
  hasSysResource,
  isStalePid,
} from "../../../toolchain/docker/docker-engine.ts";

const bare: DockerSituation = {
  answers: false,
  complaint: "Cannot connect to the Docker daemon",
  root: true,
  debian: true,
  systemd: false,
  elsewhere: false,
};

test.each<[string, Partial<DockerSituation>, ReturnType<typeof decideDocker>]>([
  ["a daemon answers", { answers: true, root: false }, { action: "use" }],
  ["root on a bare Debian", {}, { action: "start", by: "us" }],
  ["root on a Debian with systemd", { systemd: true }, { action: "start", by: "systemd" }],
])("%s", (_, situation, decision) => {
  expect(decideDocker({ ...bare, ...situation })).toEqual(decision);
});

test.each<[string, Partial<DockerSituation>, RegExp]>([
  ["not root", { root: false }, /^There is no Docker daemon. Type: sudo apt-get install/],
  ["not root, not Debian", { root: false, debian: false }, /Type: install Docker Engine/],
  ["root, not Debian", { debian: false }, /this is not Debian/],
  [
    "not in the group",
    { root: false, complaint: "permission denied while trying to connect" },
    /Type: sudo usermod --append --groups docker \$USER/,
  ],
  ["DOCKER_HOST names another machine", { elsewhere: true }, /name another one: DOCKER_HOST/],
])("%s: says what to type", (_, situation, text) => {
  const decision = decideDocker({ ...bare, ...situation });
  expect(decision).toEqual({ action: "refuse", why: expect.stringMatching(text) as string });
});

test("the capability is bit 24 of the bounding set", () => {
  expect(hasSysResource("CapPrm:\t0\nCapBnd:\t000001fffeffffff\n")).toBe(false);
  expect(hasSysResource("CapBnd:\t000001ffffffffff\nCapPrm:\t0\n")).toBe(true);
  expect(hasSysResource("")).toBe(false);
});

test("the wrapper is the default runtime only where it is needed", () => {
  expect(daemonArguments(undefined)).toEqual([]);
  expect(daemonArguments("/cache/wrapper")).toEqual([
    "--add-runtime",
    "without-sys-resource=/cache/wrapper",
    "--default-runtime",
    "without-sys-resource",
  ]);
});

describe("a PID file of the daemon's", () => {
  const commands: Record<string, string> = { "7": "dockerd\n", "8": "bash\n" };
  const commandOf = (pid: string) => commands[pid] ?? "";

  test.each([
    ["7\n", false],
    ["8\n", true],
    ["9", true],
    ["", false],
    ["nonsense", false],
  ])("%j is stale: %s", (text, stale) => {
    expect(isStalePid(text, commandOf)).toBe(stale);
  });
});

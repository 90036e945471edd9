import type { DockerItem } from "../../../cli/docker/inventory.ts";
import { originOf, othersOfCheckout, strangersAmong } from "../../../cli/docker/ownership.ts";
import { announceDown, notFromHere, renderDown } from "../../../cli/recovery/render-down.ts";

const item = (name: string, labels: Record<string, string>): DockerItem => ({
  ...{ kind: "volume", id: "", name, state: "", labels: { "fluxlab.lab": "fluxlab", ...labels } },
});
const here = { identities: ["1a"], state: "/work/lab/.lab", hasStack: true };
const ours = item("ours", { "fluxlab.identity": "1a" });
const other = item("other", {
  "fluxlab.identity": "2b",
  "fluxlab.checkout": "/home/me/a%2Cb %25",
  "fluxlab.state": "/home/me/a%2Cb %25/.lab",
});

test("what carries another identity belongs to another lab", () => {
  expect(strangersAmong([ours, other], here)).toEqual([other]);
});

test("what this very state directory made is its own after its state is gone", () => {
  const before = item("before", { "fluxlab.identity": "3c", "fluxlab.state": here.state });
  expect(strangersAmong([before], { ...here, identities: [], hasStack: false })).toEqual([]);
});

test("what has no identity belongs to the stack, and to nobody where there is none", () => {
  const old = item("old", {});
  const foreign = { ...item("foreign", {}), labels: {} };
  expect(strangersAmong([old, foreign], here)).toEqual([]);
  expect(strangersAmong([old, foreign], { ...here, hasStack: false })).toEqual([old]);
});

test("labels lead back to the directories, commas and per cents too", () => {
  expect(originOf(other, "checkout")).toBe("/home/me/a,b %");
  expect(originOf(ours, "checkout")).toBeUndefined();
});

test("a refusal says where the lab is from, and how to take it away all the same", () => {
  const { message, remedy } = notFromHere("down", "fluxlab", [other]);
  expect(message).toBe(
    'lab "fluxlab" was not brought up with this state directory, but in /home/me/a,b %; ' +
      "nothing was changed of volume other",
  );
  expect(remedy).toBe(
    "cd '/home/me/a,b %' && ./lab down; or from here, to take it away for good: ./lab down --foreign",
  );
});

test("down says what it is about to take, and what becomes of people's work", () => {
  const node = { ...item("node", { "k3d.cluster": "fluxlab-one" }), kind: "container" } as const;
  const gitea = { ...item("fluxlab-gitea", {}), kind: "container" } as const;
  expect(announceDown("fluxlab", [node, gitea, ours], false)).toBe(
    'Takes away lab "fluxlab": cluster fluxlab-one, Gitea with all that is in it.\n' +
      "Saves first what people made in Gitea.\n",
  );
  expect(announceDown("fluxlab", [ours], true)).toContain(
    'lab "fluxlab": volume ours.\nKeeps nothing',
  );
});

test("down does not say gone where nothing was, and names other labs of the checkout", () => {
  const left = item("left", {
    ...{ "fluxlab.lab": "second", "fluxlab.checkout": "/work/lab", "fluxlab.state": "/elsewhere" },
  });
  const others = othersOfCheckout([ours, left], "/work/lab", "fluxlab");
  const nothing = { before: [], reaped: [], state: false, saved: [], others, time: 1000 };
  const said = renderDown({ namePrefix: "fluxlab", ...nothing });
  expect(said).toContain('There is no lab "fluxlab": nothing to remove.');
  expect(said).toContain('Docker still has lab "second" of this checkout: volume left');
  expect(said).toContain(
    "FLUXLAB_STATE=/elsewhere ./lab up; to take it away: ./lab down --foreign second",
  );
  expect(said).not.toContain("gone");
});

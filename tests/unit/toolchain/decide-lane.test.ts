import type { LaneName } from "../../../toolchain/lanes/lane.ts";
import { decideLane } from "../../../toolchain/lanes/decide-lane.ts";
import type { SiteAnswer } from "../../../toolchain/lanes/release-sites.ts";

const reached: SiteAnswer = { site: "github.com", problem: undefined };
const blocked: SiteAnswer = { site: "github.com", problem: "HTTP 403" };
const silent: SiteAnswer = { site: "dl.k8s.io", problem: "no answer in time" };

const never = () => Promise.reject(new Error("nothing is to be asked"));
const can = () => undefined;
const cannotBuild = (name: LaneName) => (name === "source" ? "that needs root" : undefined);

function decide(answers: readonly SiteAnswer[], impossible: typeof cannotBuild = can) {
  return decideLane({}, undefined, () => Promise.resolve(answers), impossible);
}

test("one release site that answers is enough: nothing is built unasked", async () => {
  expect(await decide([reached, silent])).toEqual({
    name: "released",
    why: "github.com answers",
  });
});

test("where none answers everything is built, and it is said why", async () => {
  expect(await decide([blocked, silent])).toEqual({
    name: "source",
    why: "no release site answers (github.com: HTTP 403; dl.k8s.io: no answer in time)",
  });
});

test("where none answers and nothing can be built, it is said what to do", async () => {
  await expect(decide([blocked, silent], cannotBuild)).rejects.toThrow(
    "No release site answers (github.com: HTTP 403; dl.k8s.io: no answer in time), and that needs " +
      "root.\nConnect this machine, or name a proxy in https_proxy, and try again.",
  );
});

test.each(["released", "source"] as const)("%s when the user says so, unasked", async (wish) => {
  const choice = await decideLane({ FLUXLAB_LANE: wish }, undefined, never, can);
  expect(choice).toEqual({ name: wish, why: "as you asked" });
});

test("a wish that this machine cannot fulfil is refused", async () => {
  const work = decideLane({ FLUXLAB_LANE: "source" }, undefined, never, cannotBuild);
  await expect(work).rejects.toThrow("This machine cannot go that way: that needs root.");
});

test("a lane that does not exist is refused with those that do", async () => {
  await expect(decideLane({ FLUXLAB_LANE: "fast" }, undefined, never, can)).rejects.toThrow(
    'FLUXLAB_LANE is "fast". Allowed: released, source, or nothing',
  );
});

test("the lane used so far is kept, without asking anybody", async () => {
  expect(await decideLane({}, "source", never, can)).toEqual({ name: "source", why: "as before" });
});

import {
  checkDisk,
  checkDocker,
  checkInotify,
  checkMemory,
  checkPorts,
  checkSettings,
  checkToolchain,
  renderChecks,
} from "../../../cli/doctor/checks.ts";

test.each([
  ["docker", checkDocker("20.10.24", "")],
  ["disk for a lab", checkDisk(4, "/cache", 3)],
  ["disk for a build", checkDisk(25, "/cache", 25)],
  ["memory", checkMemory(3450, 3450)],
  ["inotify for four clusters", checkInotify({ instances: 128, watches: 65_536 }, 4)],
  ["ports", checkPorts([{ setting: "giteaPort", port: 3000 }], [8081])],
  ["settings", checkSettings([])],
  ["toolchain", checkToolchain([{ title: "k3d", present: true }])],
])("%s passes and needs no remedy", (_what, check) => {
  expect(check).toMatchObject({ state: "ok", remedy: undefined });
});

test.each([
  ["docker", checkDocker(undefined, "Cannot connect"), /lab up/],
  ["disk for a lab", checkDisk(2, "/cache", 3), /FLUXLAB_CACHE/],
  ["disk for a build", checkDisk(24, "/cache", 25), /FLUXLAB_CACHE/],
  ["memory", checkMemory(3449, 3450), /fewer clusters/],
  [
    "inotify for five clusters",
    checkInotify({ instances: 128, watches: 8192 }, 5),
    /^sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288$/,
  ],
  [
    "ports",
    checkPorts([{ setting: "giteaPort", port: 3000 }], [3000]),
    /^.\/lab pulumi config set fluxlab:giteaPort 4000$/,
  ],
  ["settings", checkSettings(["clusters: bad"]), /config set/],
  ["toolchain", checkToolchain([{ title: "k3d", present: false }]), /^.\/lab toolchain$/],
])("%s fails with a remedy", (_what, check, remedy) => {
  expect(check.state).toBe("failed");
  expect(check.remedy).toMatch(remedy);
});

test("a failed check shows its remedy under it", () => {
  expect(
    renderChecks([checkDocker("27", ""), checkToolchain([{ title: "k3d", present: false }])]),
  ).toBe(
    "ok  Docker: server 27\nBAD toolchain: 1 of 1 parts are missing\n      remedy: ./lab toolchain\n",
  );
});

import type { HostFacts } from "../../../components/settings/host.ts";
import {
  checkRules,
  crossProblems,
  hostProblems,
  type SoundSettings,
  wantedPorts,
} from "../../../components/settings/problems.ts";

const good = {
  topology: "multi-cluster",
  clusters: ["core-app", "dmz-app"],
  tenants: ["team-a", "team-b"],
  extras: [],
  namePrefix: "fluxlab",
  giteaPort: 3000,
  firstIngressPort: 8081,
  firstApiPort: 6550,
  networkSubnet: "10.213.7.0/24",
  driftCheckInterval: "3m",
  labels: {},
  images: {},
  parts: "",
  versions: {},
} as const satisfies SoundSettings;

const quiet: HostFacts = {
  networks: [],
  routes: [],
  slots: {},
  ownContainers: [],
  ownPorts: [],
  busyPorts: [],
  availableMemory: 16_000,
};

describe("the rule of a setting", () => {
  test("accepts the defaults", () => {
    expect(checkRules(good).problems).toEqual([]);
  });

  test.each([
    ["topology", "star", "multi-cluster"],
    ["topology", undefined, "multi-cluster"],
    ["clusters", [], "1 to 16 names"],
    ["clusters", ["Core_App"], "DNS label"],
    ["clusters", ["a-name-longer-than-twenty"], "at most 20"],
    ["clusters", "core-app", "1 to 16 names"],
    ["tenants", [], "1 to 16 names"],
    ["tenants", ["a-name-longer-than-16"], "at most 16"],
    ["tenants", ["Team"], "DNS label"],
    ["tenants", ["flux-system"], "leave free"],
    ["tenants", ["kube-public"], "leave free"],
    ["tenants", ["platform"], "leave free"],
    ["tenants", ["team-developer"], "leave free"],
    ["tenants", ["api"], "leave free"],
    ["tenants", ["base"], "leave free"],
    ["clusters", ["base"], "not base or status"],
    ["clusters", ["status"], "not base or status"],
    ["networkSubnet", "10.42.7.0/24", "outside of the clusters' own"],
    ["networkSubnet", "10.43.0.0/16", "outside of the clusters' own"],
    ["extras", ["secret"], "any of secrets, jobs"],
    ["extras", ["jobs", "jobs"], "each once"],
    ["extras", "jobs", "any of secrets, jobs"],
    ["namePrefix", "my lab", "DNS label"],
    ["giteaPort", 80, "1024 to 65535"],
    ["giteaPort", "http", "1024 to 65535"],
    ["firstIngressPort", 70_000, "1024 to 65535"],
    ["networkSubnet", "8.8.8.0/24", "private IPv4 subnet"],
    ["networkSubnet", "10.0.0.7/24", "private IPv4 subnet"],
    ["networkSubnet", "10.0.0.0/30", "/16 to /27"],
    ["driftCheckInterval", "often", "90s, 3m"],
    ["driftCheckInterval", "", "90s, 3m"],
    ["labels", { "not a label": "x" }, "Kubernetes labels"],
    ["images", { pause: "x" }, "keys gitea and node"],
    ["versions", { flux: "2" }, "key podinfo"],
  ])("refuses %s %j, says what is allowed and what to type", (name, value, allowed) => {
    const { problems, sound } = checkRules({ ...good, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`fluxlab:${name} is ${JSON.stringify(value)}`);
    expect(problems[0]).toContain(allowed);
    expect(problems[0]).toMatch(new RegExp(`to mend: pulumi config set .*fluxlab:${name}`));
    expect(sound).not.toHaveProperty(name);
  });

  test("names what left entries of a list empty, and the command with the whole list", () => {
    const [problem] = checkRules({ ...good, tenants: [null, null, "team-c"] }).problems;
    expect(problem).toContain("entries are empty, as `config set --path` leaves them");
    expect(problem).toContain(`fluxlab:tenants '["team-a","team-b","team-c"]'`);
    expect(problem).toContain("fluxlab:tenants: [team-a, team-b, team-c]");
  });

  test("takes a number or a boolean for a label's text, where it has one spelling only", () => {
    const labels = { a: 101, b: true, c: "x" };
    expect(checkRules({ ...good, labels }).sound.labels).toEqual({ a: "101", b: "true", c: "x" });
    const [problem] = checkRules({ ...good, labels: { version: 1.1 } }).problems;
    expect(problem).toContain("the value of version is not text to YAML");
    expect(problem).toContain(`fluxlab:labels: { version: "1.1" }`);
  });

  test("takes 16 clusters with the longest names, and 16 tenants", () => {
    const names = (length: number) =>
      Array.from({ length: 16 }, (_, index) => `n${index}`.padEnd(length, "x"));
    const many = { ...good, clusters: names(20), tenants: names(16), firstApiPort: 7000 };
    expect(checkRules(many).problems).toEqual([]);
    expect(crossProblems(many)).toEqual([]);
  });

  test("is checked for every setting in one go", () => {
    const { problems } = checkRules({ ...good, topology: "star", giteaPort: 1, clusters: [] });
    expect(problems).toHaveLength(3);
  });
});

describe("settings against each other", () => {
  test("agree by default", () => {
    expect(crossProblems(good)).toEqual([]);
  });

  test.each([
    [{ clusters: ["a", "b", "a"] }, "a stands there twice"],
    [{ tenants: ["x", "x"] }, "x stands there twice"],
    [{ topology: "multi-tenancy", tenants: ["dmz-app"] }, "dmz-app is also the name of a cluster"],
    [{ giteaPort: 8082 }, "port 8082 is also one that giteaPort gives"],
    [{ firstApiPort: 8082 }, "port 8082 is also one that firstIngressPort gives"],
    [{ firstIngressPort: 65_535 }, "need ports past 65535"],
    [{ namePrefix: "sixteen-letters-", clusters: ["twenty-letters-long"] }, "k3d allows"],
    [
      { networkSubnet: "10.213.7.0/27", clusters: Array.from("abcdefgh") },
      "8 clusters need 16 addresses",
    ],
  ] satisfies [SoundSettings, string][])("%j cannot work", (change, because) => {
    expect(crossProblems({ ...good, ...change }).join("\n")).toContain(because);
  });

  test("agree on a name that only another topology would use twice", () => {
    expect(crossProblems({ ...good, tenants: ["dmz-app"] })).toEqual([]);
  });

  test("are still compared where one of them is missing", () => {
    expect(crossProblems({ clusters: ["a", "a"] })).toHaveLength(1);
  });
});

describe("settings against the machine", () => {
  test("fit a quiet one", () => {
    expect(hostProblems(good, quiet)).toEqual([]);
  });

  test("a port that something else listens on is refused", () => {
    const problems = hostProblems(good, { ...quiet, busyPorts: [3000, 6551] });
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain("fluxlab:giteaPort is 3000: port 3000 is in use");
    expect(problems[1]).toContain("fluxlab:firstApiPort is 6550: port 6551 is in use");
  });

  test("a port that the lab itself listens on is not", () => {
    expect(hostProblems(good, { ...quiet, busyPorts: [3000], ownPorts: [3000] })).toEqual([]);
  });

  test("an overlapping network of Docker's is refused by name, the lab's own is not", () => {
    const network = (name: string, subnet: string) => ({ name, subnets: [subnet] });
    const other = hostProblems(good, { ...quiet, networks: [network("shop", "10.213.0.0/16")] });
    expect(other.join()).toContain(`Docker's network "shop" has 10.213.0.0/16`);
    const networks = [network("fluxlab", "10.213.7.0/24"), network("far", "10.214.0.0/16")];
    expect(hostProblems(good, { ...quiet, networks })).toEqual([]);
  });

  test("a network that this machine reaches is refused by device, with one that is free", () => {
    const routes = [{ device: "tun0", subnet: "10.0.0.0/8" }];
    const refused = hostProblems(good, { ...quiet, routes }).join();
    expect(refused).toContain("this machine reaches 10.0.0.0/8 through tun0");
    expect(refused).toContain("config set fluxlab:networkSubnet 172.31.213.0/24");
    const far = [{ device: "eth0", subnet: "192.168.1.0/24" }];
    expect(hostProblems(good, { ...quiet, routes: far })).toEqual([]);
  });

  test("the bridge of the lab's own network is no other network", () => {
    const networks = [{ name: "fluxlab", subnets: ["10.213.7.0/24"] }];
    const routes = [{ device: "br-1", subnet: "10.213.7.0/24" }];
    expect(hostProblems(good, { ...quiet, networks, routes })).toEqual([]);
  });

  test("a cluster keeps the ports that it has: those of its place in the list are nobody's", () => {
    // One was taken out of the list before dmz-app, and its slot is free again.
    const settings = { ...good, clusters: ["dmz-app"] };
    const facts = { ...quiet, slots: { "dmz-app": 3 } };
    expect(hostProblems(settings, { ...facts, busyPorts: [8081, 6550] })).toEqual([]);
    expect(hostProblems(settings, { ...facts, busyPorts: [8084] }).join()).toContain("port 8084");
  });

  test("a new cluster takes a slot that no other has, as the script that makes it", () => {
    const slots = { "dmz-app": 1, gone: 0 };
    const ports = wantedPorts({ ...good, clusters: ["new", "dmz-app"] }, slots);
    expect(ports.map(({ port }) => port)).toEqual([3000, 8083, 8082, 6552, 6551]);
  });

  test("memory is asked for clusters that do not run yet", () => {
    const short = { ...quiet, availableMemory: 900 };
    expect(hostProblems(good, short).join()).toContain("2 more need 1850 MiB");
    const ownContainers = ["fluxlab-gitea", "k3d-fluxlab-core-app-server-0"];
    expect(hostProblems(good, { ...short, ownContainers })).toEqual([]);
  });
});

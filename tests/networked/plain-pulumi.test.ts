import { laterPodinfos } from "./sites/released.ts";
import { Box } from "./box.ts";
import { Visitor } from "./visitor.ts";

jest.setTimeout(20 * 60_000);

const passphrase = { PULUMI_CONFIG_PASSPHRASE: "fluxlab" };
let box: Box;
let visitor: Visitor;

beforeAll(async () => {
  box = await Box.create();
  visitor = await Visitor.arrive(box, "fluxlab", passphrase);
  await visitor.install();
});

afterAll(async () => {
  await box[Symbol.asyncDispose]();
});

/** What podinfo of a cluster answers. */
async function servedVersion(cluster: string): Promise<string> {
  const port = { "core-app": 8081, "dmz-app": 8082 }[cluster];
  const answer = await visitor.typed(
    `curl -fsS --retry 90 --retry-delay 2 --retry-all-errors http://podinfo.${cluster}.localhost:${port}`,
  );
  return (JSON.parse(answer.slice(answer.indexOf("{"))) as { version: string }).version;
}

test("the machine has another distribution, and no compiler; the user is not root", async () => {
  const said = await visitor.typed(
    "id --user; . /etc/os-release; echo $ID; ! command -v gcc python3 go debootstrap",
  );
  expect(said.split("\n")).toEqual(["1000", "ubuntu"]);
});

test("a preview lists the lab, with Flux's manifests and the charts from their sites", async () => {
  await visitor.typed("pulumi stack init local");
  const said = await visitor.typed("pulumi preview");
  expect(said).not.toContain("This preview leaves out");
  expect(said).toMatch(/command:local:Command lab-dmz-app-k3d create/);
  expect(box.internet.requestsOf(/^release-assets\..*\/install\.yaml$/)).toHaveLength(1);
});
test("up makes a lab that serves the released podinfo and that the next preview leaves alone", async () => {
  await visitor.typed("pulumi up --yes --skip-preview");
  expect(await servedVersion("core-app")).toBe("6.9.2");
  expect(await servedVersion("dmz-app")).toBe("6.9.2");
  await visitor.typed("pulumi preview --expect-no-changes");
});
test("./lab releases a version that exists, with the user's own tools", async () => {
  const [next] = laterPodinfos;
  await visitor.typed(`./lab release ${next}`);
  expect(await servedVersion("core-app")).toBe(next);
});
test("destroy leaves nothing behind", async () => {
  await visitor.typed("pulumi destroy --yes && pulumi stack rm --yes local");
  expect(await visitor.inDocker()).toEqual([]);
});

import { askPodinfo } from "../../cli/podinfo/ask-podinfo.ts";
import { podinfosIn } from "../../cli/stack/stack-outputs.ts";
import { TestLab } from "./test-lab.ts";

jest.setTimeout(20 * 60_000);

const clusters = ["core-app", "core-infra", "dmz-app", "dmz-infra"];

test("the four default clusters come up, take a release all at once, and go", async () => {
  await using lab = await TestLab.create({ clusters });
  await lab.succeed("up");
  const outputs = await lab.outputs();
  expect(Object.keys(outputs.clusters)).toEqual(clusters);
  const versions = async () =>
    Promise.all(
      clusters.map(async (name) => {
        const [place] = podinfosIn(outputs, name);
        return (await askPodinfo(place?.url ?? ""))?.version;
      }),
    );
  expect(await versions()).toEqual(clusters.map(() => "6.9.2"));
  await lab.succeed("release", "6.9.3-lab.1");
  expect(await versions()).toEqual(clusters.map(() => "6.9.3-lab.1"));
});

import { gzipSync } from "node:zlib";

import { chartIn } from "../../../packages/gitea/provider/chart.ts";

/** A tar archive with the fields that are read: name and size. */
function archive(files: Record<string, string>): Buffer {
  const entries = Object.entries(files).map(([name, text]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(Buffer.byteLength(text).toString(8).padStart(11, "0"), 124);
    const content = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
    content.write(text);
    return Buffer.concat([header, content]);
  });
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
}

test("finds the chart's own name and version, not those of a subchart", () => {
  const chart = archive({
    "podinfo/values.yaml": `name: x\n${"#".repeat(600)}\n`,
    "podinfo/charts/redis/Chart.yaml": "name: redis\nversion: 1.0.0\n",
    "podinfo/Chart.yaml": `apiVersion: v1\nversion: "6.9.3-lab.1" # ours\nname: podinfo\n`,
  });
  expect(chartIn(chart)).toEqual({ name: "podinfo", version: "6.9.3-lab.1" });
});

test("says what is missing", () => {
  expect(() => chartIn(archive({ "x/values.yaml": "" }))).toThrow(
    "no Chart.yaml with a name and a version",
  );
});

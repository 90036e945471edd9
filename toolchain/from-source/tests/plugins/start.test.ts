import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const plugins = path.resolve(__dirname, "../../plugins");

it.each(["command", "docker"])(
  "pulumi-resource-%s starts through a link, prints its port and ends with the engine",
  async (name) => {
    const directory = await mkdtemp(path.join(tmpdir(), "plugin link "));
    try {
      const program = `pulumi-resource-${name}`;
      const link = path.join(directory, program);
      await symlink(path.join(plugins, name, "bin", program), link);
      const node = path.dirname(process.execPath);
      const plugin = spawn(link, ["127.0.0.1:1"], {
        env: { PATH: `${node}:/usr/bin:/bin` },
        stdio: ["pipe", "pipe", "inherit"],
      });
      const [port] = (await once(plugin.stdout, "data")) as [Buffer];
      expect(port.toString()).toMatch(/^\d+\n$/);
      plugin.stdin.end();
      expect(await once(plugin, "exit")).toEqual([0, null]);
    } finally {
      await rm(directory, { recursive: true });
    }
  },
);

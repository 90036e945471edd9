import { checkDisk } from "../../../toolchain/cache/disk.ts";

test("enough room is said in figures, for a directory that does not exist yet too", async () => {
  const said = await checkDisk("/tmp/fluxlab-not-there/yet", 0);
  expect(said).toMatch(/^\d+ GB free in \/tmp\/fluxlab-not-there\/yet, 0 GB needed$/);
});

test("too little room is refused, with what to do", async () => {
  await expect(checkDisk("/tmp", 1e9)).rejects.toThrow(
    /Too little disk: \d+ GB free in \/tmp, 1000000000 GB needed .* set FLUXLAB_CACHE/,
  );
});

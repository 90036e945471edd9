import { missingPackages } from "../../../toolchain/system/system-packages.ts";

test("only what is not on the search path is missing, sorted", () => {
  const needed = { sh: ["dash"], nothere: ["z-package", "a-package"] };
  expect(missingPackages(needed, "/nowhere:/bin")).toEqual(["a-package", "z-package"]);
  expect(missingPackages({ sh: ["dash"] }, "/nowhere:/bin")).toEqual([]);
});

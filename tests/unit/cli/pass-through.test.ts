import { chooseCluster, splitPassThrough } from "../../../cli/tools/pass-through.ts";

test.each([
  [["--cluster", "a", "get", "pods", "-o", "json"], "a", ["get", "pods", "-o", "json"]],
  [["--cluster=a", "--help"], "a", ["--help"]],
  [["get", "pods", "--cluster", "x"], undefined, ["get", "pods", "--cluster", "x"]],
  [["--cluster", "a", "exec", "p", "--", "ls", "--help"], "a", ["exec", "p", "--", "ls", "--help"]],
])("%j", (given, cluster, args) => {
  expect(splitPassThrough(given)).toEqual({ help: false, cluster, args });
});

test("--help in front is the lab's", () => {
  expect(splitPassThrough(["--help"]).help).toBe(true);
});

test("--cluster without a name is refused", () => {
  expect(() => splitPassThrough(["--cluster"])).toThrow("--cluster needs a name");
});

test("the only cluster need not be named; of several one must be", () => {
  expect(chooseCluster(undefined, ["a"])).toBe("a");
  expect(chooseCluster("b", ["a", "b"])).toBe("b");
  expect(() => chooseCluster(undefined, ["a", "b"])).toThrow("which cluster?");
  expect(() => chooseCluster("c", ["a", "b"])).toThrow('there is no cluster "c"');
  expect(() => chooseCluster(undefined, [])).toThrow("which cluster?");
});

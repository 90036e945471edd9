import { missing, sameMembers } from "../../../packages/gitea/provider/same-members.ts";

test.each([
  [["a", "b"], ["b", "a"], true],
  [["a", "A"], ["a"], true],
  [[], [], true],
  [["a"], ["a", "b"], false],
  [["a"], ["b"], false],
])("%j and %j: %s", (one, other, expected) => {
  expect(sameMembers(one, other)).toBe(expected);
});

test("what is missing is named as it is wanted", () => {
  expect(missing(["Anna", "bert"], ["BERT", "carl"])).toEqual(["Anna"]);
});

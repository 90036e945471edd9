import { partsOf } from "../../../packages/gitea/provider/identifier.ts";

test("the last part may contain slashes", () => {
  expect(partsOf("o/r/release/*", "OWNER/REPOSITORY/RULE")).toEqual(["o", "r", "release/*"]);
});

test.each(["", "o", "o/r", "o//x", "o/r/"])("%j is not of the form", (id) => {
  expect(() => partsOf(id, "OWNER/REPOSITORY/RULE")).toThrow(
    `the id ${JSON.stringify(id)} is not of the form OWNER/REPOSITORY/RULE`,
  );
});

import { exceptionsOf, permissionsOf } from "../../../packages/gitea/provider/unit-permissions.ts";

test("every unit has the permission, but external links can only be read", () => {
  const permissions = permissionsOf("write");
  expect(permissions["repo.code"]).toBe("write");
  expect(permissions["repo.packages"]).toBe("write");
  expect(permissions["repo.ext_wiki"]).toBe("read");
});

test("named units have their own", () => {
  expect(permissionsOf("read", { "repo.code": "write" })).toMatchObject({
    "repo.code": "write",
    "repo.issues": "read",
  });
});

describe("exceptionsOf", () => {
  test("there are none when all is as permitted", () => {
    expect(exceptionsOf("read", permissionsOf("read"), undefined)).toBeUndefined();
  });

  test("a unit named without need is kept as named", () => {
    const kept = { "repo.code": "read" };
    expect(exceptionsOf("read", permissionsOf("read"), kept)).toBe(kept);
  });

  test("what somebody changed is found, and what Gitea leaves out is none", () => {
    const actual = permissionsOf("read", { "repo.code": "write" });
    delete actual["repo.wiki"];
    expect(exceptionsOf("read", actual, undefined)).toEqual({
      "repo.code": "write",
      "repo.wiki": "none",
    });
  });

  test("an administrator's units are not looked at", () => {
    expect(exceptionsOf("admin", permissionsOf("admin"), undefined)).toBeUndefined();
  });
});

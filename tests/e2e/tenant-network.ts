import { askPodinfo } from "../../cli/podinfo/ask-podinfo.ts";
import type { TestLab } from "./test-lab.ts";

/** What a pod is told that a NetworkPolicy keeps from an address which it could look up. */
const refused = /dial tcp \S+:\d+: (connect: connection refused|i\/o timeout)|deadline exceeded/;

/** Tests of what tenants' pods reach, in a running lab whose cluster `one` has team-a and team-b. */
export function describeTenantNetwork(lab: () => TestLab): void {
  /** What podinfo's own client says that it found, asked inside a pod of the tenant. */
  async function askFrom(tenant: string, address: string): Promise<string> {
    const pod = ["--namespace", tenant, "exec", "deployment/podinfo", "--"];
    const check = ["podcli", "check", "http", address, "--timeout=3s"];
    return (await lab().run("kubectl", "--cluster", "one", ...pod, ...check)).all;
  }

  describe("a pod of a tenant", () => {
    test("reaches its own podinfo, by name", async () => {
      for (const tenant of ["team-a", "team-b"]) {
        const said = await askFrom(tenant, `http://podinfo.${tenant}.svc.cluster.local:9898`);
        expect(said).toMatch(/"status code":\s*200/);
      }
    });

    test.each([
      ["the other tenant's podinfo", "podinfo.team-b.svc.cluster.local:9898"],
      ["source-controller's artifacts", "source-controller.flux-system.svc.cluster.local:80"],
      ["Gitea", "gitea.flux-system.svc.cluster.local:3000"],
    ])("is refused at %s", async (_, host) => {
      const said = await askFrom("team-a", `http://${host}`);
      // A name that nobody knows would prove nothing.
      expect(said).not.toContain("no such host");
      expect(said).not.toContain("status code");
      expect(said).toMatch(refused);
    });

    test("is reached through the ingress controller", async () => {
      for (const tenant of ["team-a", "team-b"]) {
        const answer = await askPodinfo(await lab().podinfoUrl("one", tenant));
        expect(answer?.message).toBe(`podinfo of ${tenant} in one`);
      }
    });
  });
}

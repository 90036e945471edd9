import { extraSeeds, withExtra } from "./extras.ts";
import { renderSeed } from "./seed.ts";
import type { AppPlan, SeedValues, TenantPlan, Topology } from "./topology.ts";

/** The name of every tenant's repository, and of the Flux objects that follow it. */
const tenantRepository = "apps";

/** A platform team that alone configures clusters, and tenants that own nothing but their apps. */
export function multiTenancy(values: SeedValues): Topology {
  return {
    platform: {
      resourceName: "platform",
      owner: "platform",
      ownerElsewhere: ["fleet"],
      repository: "platform",
      description: "What the platform team runs in the lab's clusters",
      files: renderSeed(
        [
          ...["common", "multi-tenancy/platform"],
          ...extraSeeds(values.extras, "common", "multi-tenancy/platform"),
        ],
        values,
      ),
      // The platform's part has no secrets of its own.
      decryptedIn: [],
      developer: "platform-developer",
    },
    tenants: values.tenants.map((name) => tenantPlan(name, values)),
    lockdown: true,
    apps: values.tenants.map(appOf),
  };
}

function tenantPlan(name: string, values: SeedValues): TenantPlan {
  return {
    name,
    repository: {
      resourceName: `tenant-${name}`,
      owner: name,
      ownerElsewhere: [],
      repository: tenantRepository,
      description: `What ${name} runs in the lab's clusters`,
      files: renderSeed(
        ["multi-tenancy/tenant", ...extraSeeds(values.extras, "multi-tenancy/tenant")],
        values,
        { TENANT: name },
      ),
      decryptedIn: withExtra("secrets", values) ? values.clusters : [],
      developer: `${name}-developer`,
    },
  };
}

function appOf(tenant: string): AppPlan {
  return {
    tenant,
    directory: "clusters",
    source: { namespace: tenant, name: tenantRepository },
    kustomization: { namespace: tenant, name: tenantRepository },
    helmRelease: { namespace: tenant, name: "podinfo" },
    hostIn: (cluster) => `podinfo.${tenant}.${cluster}`,
  };
}

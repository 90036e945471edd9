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
      files: renderSeed(["common", "multi-tenancy/platform"], values),
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
      files: renderSeed(["multi-tenancy/tenant"], values, { TENANT: name }),
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

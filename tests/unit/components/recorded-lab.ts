import * as pulumi from "@pulumi/pulumi";
import type { LabArgs } from "../../../components/lab.ts";

/** One resource as the program registered it. */
export interface RecordedResource {
  type: string;
  /** Without the lab's own name, which every name begins with. */
  name: string;
  inputs: Record<string, unknown>;
  /** Names of inputs that are secret. */
  secrets: string[];
  parent: string | undefined;
  deletedWith: string | undefined;
  dependsOn: string[];
  options: pulumi.ResourceOptions;
}

// Source: specialSigKey and specialSecretSig in @pulumi/pulumi's runtime/rpc.
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

function isSecret(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && signatureKey in value
    ? (value as Record<string, unknown>)[signatureKey] === secretSignature
    : false;
}

const outputs: Record<string, Record<string, unknown>> = {
  "docker:index/remoteImage:RemoteImage": { imageId: "sha256:1" },
  "gitea:index:AccessToken": { token: "token" },
  "gitea:index:RepositoryContents": { leftAlone: [] },
};

/**
 * Builds a lab against mocks and returns what it registered, in order. A preview knows of a resource
 * what it is made from, and nothing that only the finished one would tell.
 */
export async function recordLab(
  args: LabArgs,
  { preview = false, name: labName = "lab" } = {},
): Promise<RecordedResource[]> {
  const inputsOf = new Map<string, Record<string, unknown>>();
  await pulumi.runtime.setMocks(
    {
      call: (call) => call.inputs as Record<string, unknown>,
      newResource: ({ type, name, inputs }) => {
        const plain = inputs as Record<string, unknown>;
        inputsOf.set(`${type} ${name}`, plain);
        const stdout = name.endsWith("-k3d") ? "# slot: 0\napiVersion: v1\n" : "password";
        const made = type === "command:local:Command" ? { stdout } : outputs[type];
        return preview
          ? { id: undefined, state: plain }
          : { id: `${name}-id`, state: { ...plain, ...made } };
      },
    },
    "fluxlab",
    "test",
    preview,
  );
  const { Lab } = await import("../../../components/lab.ts");
  const registered: { resource: pulumi.Resource; args: pulumi.ResourceTransformationArgs }[] = [];
  const lab = new Lab(labName, args, {
    transformations: [
      (transformation) => {
        registered.push({ resource: transformation.resource, args: transformation });
        return undefined;
      },
    ],
  });
  await settled(lab, registered);
  const nameOf = (resource: pulumi.Resource | undefined) => {
    const found = registered.find((entry) => entry.resource === resource);
    return found && withinLab(found.args.name, labName);
  };
  return registered.map(({ args: { type, name, opts } }) => {
    const recorded = inputsOf.get(`${type} ${name}`) ?? {};
    const secrets = Object.keys(recorded).filter((key) => isSecret(recorded[key]));
    const inputs = Object.fromEntries(
      Object.entries(recorded).map(([key, value]) => [key, isSecret(value) ? value.value : value]),
    );
    const depends = [opts.dependsOn ?? []].flat() as pulumi.Resource[];
    return {
      type,
      name: withinLab(name, labName),
      inputs,
      secrets,
      parent: nameOf(opts.parent),
      deletedWith: nearest(opts, "deletedWith", nameOf, registered),
      dependsOn: depends.map((resource) => nameOf(resource) ?? ""),
      options: opts,
    };
  });
}

/** @throws when the name does not derive from the lab's: then a second lab would have the same */
function withinLab(name: string, labName: string): string {
  if (name !== labName && !name.startsWith(`${labName}-`)) {
    throw new Error(`the name ${name} does not begin with its component's`);
  }
  return name.slice(labName.length + 1) || labName;
}

/** The one resource of that name, and of a type with that in it. */
export function named(resources: RecordedResource[], name: string, type = ""): RecordedResource {
  const found = resources.filter((one) => one.name === name && one.type.includes(type));
  expect(found).toHaveLength(1);
  return found[0] as RecordedResource;
}

/** What makes it the same resource in another program. */
export function identity({ type, name }: RecordedResource): string {
  return `${type} ${name}`;
}

/** An option that the engine hands down from parent to child. */
function nearest(
  opts: pulumi.ResourceOptions,
  option: "deletedWith",
  nameOf: (resource: pulumi.Resource | undefined) => string | undefined,
  registered: { resource: pulumi.Resource; args: pulumi.ResourceTransformationArgs }[],
): string | undefined {
  const own = opts[option];
  if (own) {
    return nameOf(own);
  }
  const parent = registered.find(({ resource }) => resource === opts.parent);
  return parent && nearest(parent.args.opts, option, nameOf, registered);
}

async function settled(lab: pulumi.Resource, registered: { resource: pulumi.Resource }[]) {
  const urnOf = (resource: pulumi.Resource) =>
    new Promise<void>((resolve) => {
      pulumi.output(resource.urn).apply(() => {
        resolve();
      });
    });
  await urnOf(lab);
  for (let known = 0; known < registered.length;) {
    const waiting = registered.slice(known);
    known = registered.length;
    await Promise.all(waiting.map(({ resource }) => urnOf(resource)));
  }
}

/** Leaf fields of an object by path, such as `template.spec.containers[podinfo].image`, as JSON. */
export type Leaves = ReadonlyMap<string, string>;

/** The leaves of a spec. Items of a list are known by their name, as in server-side apply. */
export function leavesOf(value: unknown, path = ""): Leaves {
  if (Array.isArray(value)) {
    return value.every(hasName)
      ? merged(value.map((item) => leavesOf(item, `${path}[${item.name}]`)))
      : new Map([[path, JSON.stringify(value)]]);
  }
  if (typeof value === "object" && value !== null) {
    return merged(
      Object.entries(value).map(([key, child]) =>
        leavesOf(child, path === "" ? key : `${path}.${key}`),
      ),
    );
  }
  return new Map([[path, JSON.stringify(value)]]);
}

/** Paths of the leaves that only one of the two has, or both with different values; sorted. */
export function changedPaths(before: Leaves, after: Leaves): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path)).sort();
}

/** The paths below `spec` in a `fieldsV1`. Source: Kubernetes' documentation of managedFields. */
export function ownedPaths(fieldsV1: unknown): string[] {
  const spec = isRecord(fieldsV1) ? fieldsV1["f:spec"] : undefined;
  return spec === undefined ? [] : owned(spec, "");
}

function owned(fields: unknown, path: string): string[] {
  const children = isRecord(fields)
    ? Object.entries(fields).filter(([key]) => key.startsWith("f:") || key.startsWith("k:"))
    : [];
  if (children.length === 0) {
    return [path];
  }
  return children.flatMap(([key, child]) => owned(child, path + step(key, path)));
}

function step(key: string, path: string): string {
  const rest = key.slice(2);
  if (key.startsWith("f:")) {
    return path === "" ? rest : `.${rest}`;
  }
  const item: unknown = JSON.parse(rest);
  return hasName(item) ? `[${item.name}]` : "";
}

function hasName(value: unknown): value is { name: string } {
  return isRecord(value) && typeof value["name"] === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function merged(maps: Leaves[]): Leaves {
  return new Map(maps.flatMap((map) => [...map]));
}

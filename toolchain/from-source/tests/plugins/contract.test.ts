import { join } from "node:path";
import type { InputSpec } from "@fluxlab/provider-server";
import * as ts from "typescript";
import { localCommand } from "../../plugins/command/local-command.ts";
import { container } from "../../plugins/docker/container.ts";
import { network } from "../../plugins/docker/network.ts";
import { remoteImage } from "../../plugins/docker/remote-image.ts";
import { volume } from "../../plugins/docker/volume.ts";

/** Each resource of the substitutes, with the interface of its inputs in the official npm package. */
const resources = [
  {
    type: "docker:index/container:Container",
    resource: container,
    file: "docker/container",
    args: "ContainerArgs",
  },
  {
    type: "docker:index/network:Network",
    resource: network,
    file: "docker/network",
    args: "NetworkArgs",
  },
  {
    type: "docker:index/volume:Volume",
    resource: volume,
    file: "docker/volume",
    args: "VolumeArgs",
  },
  {
    type: "docker:index/remoteImage:RemoteImage",
    resource: remoteImage,
    file: "docker/remoteImage",
    args: "RemoteImageArgs",
  },
  {
    type: "command:local:Command",
    resource: localCommand,
    file: "command/local/command",
    args: "CommandArgs",
  },
];

const modules = join(__dirname, "..", "..", "..", "..", "node_modules", "@pulumi");
const program = ts.createProgram(
  resources.map(({ file }) => join(modules, `${file}.d.ts`)),
  { strict: true, skipLibCheck: true },
);
const checker = program.getTypeChecker();

function officialInputs(file: string, name: string): ts.Type {
  const source = program.getSourceFile(join(modules, `${file}.d.ts`));
  let found: ts.Type | undefined;
  source?.forEachChild((node) => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === name) {
      found = checker.getTypeAtLocation(node);
    }
  });
  if (found === undefined) {
    throw new Error(`${file}.d.ts has no interface ${name}`);
  }
  return found;
}

/** What is left of `Input<T> | undefined`: T, without promises and outputs of it. */
function plain(type: ts.Type): ts.Type[] {
  const members = type.isUnion() ? type.types : [type];
  return members.filter(
    (member) =>
      (member.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) === 0 &&
      !["Promise", "OutputInstance"].includes(nameOf(member)) &&
      !(member.isIntersection() && member.types.some((part) => nameOf(part) === "OutputInstance")),
  );
}

function nameOf(type: ts.Type): string {
  // A primitive has no symbol, whatever the declarations of TypeScript's own API say.
  return (type.symbol as ts.Symbol | undefined)?.name ?? "";
}

function kindOf(types: ts.Type[]): string {
  const [type] = types;
  if (type === undefined || types.every(({ flags }) => flags & ts.TypeFlags.StringLike)) {
    return "string";
  }
  if (types.every(({ flags }) => flags & ts.TypeFlags.NumberLike)) {
    return "number";
  }
  if (types.every(({ flags }) => flags & ts.TypeFlags.BooleanLike)) {
    return "boolean";
  }
  return checker.isArrayType(type) ? "array" : "object";
}

/** Where a substitute's input is not what the official one is. */
function differences(path: string, spec: InputSpec, official: ts.Type): string[] {
  const types = plain(official);
  const [type] = types;
  const kind = kindOf(types);
  if (type === undefined || (type.flags & ts.TypeFlags.Any) !== 0) {
    return [];
  }
  if (kind !== spec.type) {
    return [`${path} is ${spec.type}, officially ${kind}`];
  }
  if (spec.fields !== undefined) {
    return fieldDifferences(path, spec.fields, type);
  }
  if (spec.items === undefined) {
    return [];
  }
  const element =
    kind === "array"
      ? checker.getTypeArguments(type as ts.TypeReference)[0]
      : type.getStringIndexType();
  return element === undefined ? [] : differences(`${path}[]`, spec.items, element);
}

function fieldDifferences(
  path: string,
  fields: Record<string, InputSpec>,
  type: ts.Type,
): string[] {
  const known = Object.entries(fields).flatMap(([name, spec]) => {
    const property = type.getProperty(name);
    if (property === undefined) {
      return [`${path}.${name} does not exist officially`];
    }
    const isRequired = (property.flags & ts.SymbolFlags.Optional) === 0;
    return [
      ...(isRequired === (spec.required ?? false) ? [] : [`${path}.${name}: required differs`]),
      ...differences(`${path}.${name}`, spec, checker.getTypeOfSymbol(property)),
    ];
  });
  const missing = type
    .getProperties()
    .filter(
      (property) => (property.flags & ts.SymbolFlags.Optional) === 0 && !(property.name in fields),
    )
    .map(({ name }) => `${path}.${name} is required officially`);
  return [...known, ...missing];
}

test.each(resources)(
  "$type takes only what the official plugin takes",
  ({ resource, file, args }) => {
    expect(fieldDifferences(args, resource.inputs, officialInputs(file, args))).toEqual([]);
  },
);

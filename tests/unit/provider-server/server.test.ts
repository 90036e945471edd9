import errorspb from "@pulumi/pulumi/proto/provider_pb.js";
import statuspb from "@pulumi/pulumi/proto/status_pb.js";
import type { ServiceError } from "@grpc/grpc-js";
import { UNKNOWN } from "../../../packages/provider-server/provider.ts";
import { JAR, type Jars, kitchen } from "./jar-provider.ts";
import { ProviderClient, secret } from "./provider-client.ts";

const ADD = 0;
const DELETE = 2;
const UPDATE = 4;
const UPDATE_REPLACE = 5;
const DIFF_NONE = 1;
const DIFF_SOME = 2;

let jars: Jars;
let client: ProviderClient;

beforeEach(async () => {
  jars = new Map();
  client = await new ProviderClient().open(kitchen(jars));
  await client.configure({ stove: "gas" });
});

afterEach(() => {
  client.close();
});

describe("Check", () => {
  it("fills in defaults and a name of its own", async () => {
    const { inputs, failures } = await client.check(JAR, { size: 1 });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ size: 1, lid: "cork" });
    expect(inputs?.["name"]).toMatch(/^thing-[0-9a-f]{7}$/);
  });

  it("keeps the name it made up", async () => {
    const { inputs } = await client.check(JAR, { size: 1 }, { name: "thing-0123456" });
    expect(inputs).toMatchObject({ name: "thing-0123456" });
  });

  it("refuses unknown, missing and mistyped inputs by name, at any depth", async () => {
    const { failures } = await client.check(JAR, { colour: "red", lid: 3, spices: [{ id: "x" }] });
    expect(failures).toEqual([
      'unknown "colour" of kitchen:index:Jar; allowed: name, size, lid, password, spices',
      '"lid" must be of type string, not number',
      'unknown "spices[0].id" of "spices[0]"; allowed: name',
      '"size" of kitchen:index:Jar is required',
    ]);
  });

  it("asks the resource when names and types are right", async () => {
    expect((await client.check(JAR, { size: -1 })).failures).toEqual(["size is below 0"]);
  });

  it("lets unknown values pass and keeps secrets", async () => {
    const news = { size: UNKNOWN, password: secret("hush"), lid: UNKNOWN };
    const { inputs, failures } = await client.check(JAR, news);
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject(news);
  });

  it("refuses an unknown type and names those there are", async () => {
    await expect(client.check("kitchen:index:Pot", {})).rejects.toMatchObject({
      details: "provider kitchen 1.2.3 has no resource type kitchen:index:Pot; it has: " + JAR,
    });
  });
});

describe("Diff", () => {
  const inputs = { name: "a", size: 1, spices: [{ name: "salt" }] };

  it("finds no change in equal inputs, whatever else is in the state", async () => {
    const found = await client.diff(JAR, inputs, inputs, { ...inputs, weight: 7 });
    expect(found).toMatchObject({ changes: DIFF_NONE, replaces: [], kinds: {} });
  });

  it("says how each input differs", async () => {
    const news = { name: "a", size: 2, lid: "tin" };
    const found = await client.diff(JAR, inputs, news);
    expect(found).toMatchObject({
      changes: DIFF_SOME,
      replaces: [],
      kinds: { size: UPDATE, lid: ADD, spices: DELETE },
    });
  });

  it("replaces where an input says so, deleting first", async () => {
    const found = await client.diff(JAR, inputs, { ...inputs, name: "b" });
    expect(found).toMatchObject({
      replaces: ["name"],
      deleteBeforeReplace: true,
      kinds: { name: UPDATE_REPLACE },
    });
  });

  it("compares secrets by what is in them", async () => {
    const found = await client.diff(JAR, { password: secret("x") }, { password: "x" });
    expect(found.changes).toBe(DIFF_NONE);
  });

  it("takes an unknown value for a change", async () => {
    expect((await client.diff(JAR, { size: 1 }, { size: UNKNOWN })).kinds).toEqual({
      size: UPDATE,
    });
  });
});

describe("previews", () => {
  it("touch nothing and leave computed outputs of a create unknown", async () => {
    const { id, outputs } = await client.create(JAR, { name: "a", size: 1 }, { preview: true });
    expect(id).toBe("");
    expect(outputs).toEqual({ name: "a", size: 1, weight: UNKNOWN, key: secret(UNKNOWN) });
    expect(jars.size).toBe(0);
  });

  it("keep computed outputs of an update but the volatile ones", async () => {
    const olds = { name: "a", size: 1, lid: "tin" };
    const state = { ...olds, weight: 1, key: "k" };
    expect(await client.update(JAR, state, olds, { name: "a", size: 2 }, true)).toEqual({
      name: "a",
      size: 2,
      weight: UNKNOWN,
      key: secret("k"),
    });
  });

  it("leave all computed outputs unknown when an input is", async () => {
    const olds = { name: "a", size: 1 };
    const news = { name: "a", size: UNKNOWN };
    const outputs = await client.update(JAR, { ...olds, weight: 1, key: "k" }, olds, news, true);
    expect(outputs).toEqual({ ...news, weight: UNKNOWN, key: secret(UNKNOWN) });
  });

  it("work with a configuration that is not known yet", async () => {
    const unconfigured = await new ProviderClient().open(kitchen(jars));
    try {
      await unconfigured.configure({ stove: UNKNOWN });
      await expect(
        unconfigured.create(JAR, { name: "a" }, { preview: true }),
      ).resolves.toBeDefined();
      await expect(unconfigured.create(JAR, { name: "a" })).rejects.toThrow(
        "kitchen is not configured",
      );
    } finally {
      unconfigured.close();
    }
  });
});

describe("create, read, update, delete", () => {
  it("go through a life", async () => {
    const inputs = { name: "a", size: 1, password: secret("hush") };
    const made = await client.create(JAR, inputs);
    expect(made).toEqual({ id: "a", outputs: { ...inputs, weight: 1, key: secret("k") } });

    const found = await client.read(JAR, "a", made.outputs, inputs);
    expect(found).toEqual({ ...made, inputs });

    const news = { ...inputs, size: 2 };
    expect(await client.update(JAR, made.outputs ?? {}, inputs, news)).toMatchObject({
      size: 2,
      weight: 2,
      password: secret("hush"),
    });

    await client.delete(JAR, "a", {});
    expect(await client.read(JAR, "a")).toEqual({ id: "", outputs: undefined, inputs: undefined });
  });

  it("answer an error with its message alone, secrets left out", async () => {
    const created = client.create(JAR, { name: "cursed", password: secret("hunter2") });
    await expect(created).rejects.toMatchObject({ details: "cursed by [secret]" });
  });

  it("keep an object that failed to initialize", async () => {
    const inputs = { name: "broken", password: secret("hunter2") };
    const error = (await client.create(JAR, inputs).catch((e: unknown) => e)) as ServiceError;
    const [bytes] = error.metadata.get("grpc-status-details-bin");
    const [detail] = statuspb.Status.deserializeBinary(bytes as Buffer).getDetailsList();
    const failed = errorspb.ErrorResourceInitFailed.deserializeBinary(
      detail?.getValue_asU8() ?? new Uint8Array(),
    );
    expect(failed.getId()).toBe("broken");
    expect(failed.getReasonsList()).toEqual(["[secret] does not open it"]);
    expect(failed.getProperties()?.toJavaScript()).toMatchObject({ password: secret("hunter2") });
  });

  it("end at the limit", async () => {
    await expect(client.create(JAR, { name: "slow" }, { timeout: 0.05 })).rejects.toMatchObject({
      details: "create did not end within 0.05 s, the limit in customTimeouts",
    });
  });

  it("end when the engine cancels", async () => {
    const created = expect(client.create(JAR, { name: "slow" })).rejects.toMatchObject({
      details: "cancelled",
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await client.cancel();
    await created;
    expect(client.cancelled).toBe(true);
  });
});

describe("configuration", () => {
  it("is checked like inputs, decoding what comes as JSON text", async () => {
    expect(await client.checkConfig({ stove: "gas", plates: "4", version: "1.2.3" })).toEqual([]);
    expect(await client.checkConfig({ plates: "many", oven: "1" })).toEqual([
      'unknown "oven" of the configuration of provider kitchen; allowed: stove, plates',
      '"plates" must be of type number, not string',
      '"stove" of the configuration of provider kitchen is required',
    ]);
  });

  it("replaces everything only where it says so", async () => {
    const olds = { stove: "gas", plates: "4" };
    const replaced = await client.diffConfig(olds, { stove: "wood", plates: "4" });
    expect(replaced).toEqual({ diffs: ["stove"], replaces: ["stove"] });
    const kept = await client.diffConfig(olds, { stove: "gas", plates: "5" });
    expect(kept).toEqual({ diffs: ["plates"], replaces: [] });
  });
});

it("refuses functions by name", async () => {
  await expect(client.invoke("kitchen:index:cook")).rejects.toMatchObject({
    details: "provider kitchen has no function kitchen:index:cook",
  });
});

it("has a schema with its resources", async () => {
  expect(await client.schema()).toMatchObject({
    name: "kitchen",
    version: "1.2.3",
    resources: { [JAR]: { requiredInputs: ["size"] } },
  });
});

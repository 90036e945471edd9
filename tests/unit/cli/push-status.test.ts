import {
  parseFailedDeliveries,
  pushStatus,
  type RawReceiver,
  type RawSource,
  type RawWebhook,
} from "../../../cli/status/push-status.ts";

const receiver: RawReceiver = {
  metadata: { namespace: "flux-system", name: "gitea" },
  spec: { resources: [{ kind: "GitRepository", name: "flux-system" }] },
  status: { webhookPath: "/hook/abc", conditions: [{ type: "Ready", status: "True" }] },
};
const source = (requestedAt?: string): RawSource => ({
  metadata: {
    namespace: "flux-system",
    name: "flux-system",
    ...(requestedAt !== undefined && {
      annotations: { "reconcile.fluxcd.io/requestedAt": requestedAt },
    }),
  },
  status: { artifact: { lastUpdateTime: "2026-11-23T06:50:00Z" } },
});
const arrived = source("2026-11-23 07:00:00.748972541 +0000 UTC m=+1184.5");
const webhook: RawWebhook = {
  active: true,
  created_at: "2026-11-23T06:00:00Z",
  updated_at: "2026-11-23T07:00:01Z",
  config: { url: "http://node:30292/hook/abc" },
};
const status = (change: Partial<RawWebhook> = {}, from = arrived) =>
  pushStatus(receiver, [from], [{ ...webhook, ...change }]);

test("a delivery that arrived is no problem", () => {
  expect(status()).toEqual({
    receiver: "flux-system/gitea",
    ready: "True",
    webhook: "active",
    lastArrived: "2026-11-23T07:00:00.748Z",
    lastTried: "2026-11-23T07:00:01.000Z",
    problem: null,
  });
});

test("one that was tried later than any arrived is", () => {
  const { problem } = status({ updated_at: "2026-11-23T07:01:00Z" });
  expect(problem).toBe("the last delivery has not arrived");
});

describe("a delivery that Gitea's log says has failed", () => {
  const refused = "dial tcp 10.0.0.1:30292: connect: connection refused";
  const logged = (time: string, path = "/hook/abc") =>
    parseFailedDeliveries(
      "2026-11-23T06:00:00.1Z some other line\n" +
        `${time} 2026/11/23 07:00:01 webhook.go:97:handler() [E] Unable to deliver webhook task[10]: ` +
        `unable to deliver webhook task[10] in http://node:30292${path} due to error in http client: ` +
        `Post "http://node:30292${path}": ${refused}`,
    );
  const problem = (...log: Parameters<typeof logged>) =>
    pushStatus(receiver, [arrived], [webhook], logged(...log)).problem;

  test("is a problem however soon it came after one that arrived, and says why", () => {
    expect(problem("2026-11-23T07:00:01.2Z")).toBe(`the last delivery has not arrived: ${refused}`);
  });

  test("is none when a later one has arrived, or it was another's", () => {
    expect(problem("2026-11-23T07:00:00.1Z")).toBeNull();
    expect(problem("2026-11-23T07:00:01.2Z", "/hook/other")).toBeNull();
  });
});

test("what flux reconcile asked for is no delivery", () => {
  const { lastArrived } = status({}, source("2026-11-23T07:00:00.748972541Z"));
  expect(lastArrived).toBeNull();
});

test("a delivery from before the cluster listened is no problem once it has fetched", () => {
  expect(status({ updated_at: "2026-11-23T06:49:00Z" }, source()).problem).toBeNull();
  expect(status({ updated_at: "2026-11-23T06:51:00Z" }, source()).problem).not.toBeNull();
  expect(
    status({ created_at: "2026-11-23T08:00:00Z", updated_at: "2026-11-23T08:00:00Z" }).problem,
  ).toBeNull();
});

test("a webhook that is off, or another's, is said", () => {
  expect(status({ active: false })).toMatchObject({
    webhook: "inactive",
    problem: "its webhook is switched off in Gitea",
  });
  expect(status({ config: { url: "http://node:30292/hook/other" } })).toMatchObject({
    webhook: "missing",
    lastTried: null,
    problem: "Gitea has no webhook for it",
  });
});

test("a Receiver that is not Ready is said with its reason", () => {
  const broken: RawReceiver = {
    ...receiver,
    status: { conditions: [{ type: "Ready", status: "False", message: "no secret" }] },
  };
  expect(pushStatus(broken, [arrived], [webhook]).problem).toBe(
    "the Receiver is not Ready: no secret",
  );
  expect(pushStatus({ ...receiver, status: {} }, [], []).ready).toBe("Unknown");
});

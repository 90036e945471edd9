import { describeUnreadyPods } from "../../../cli/flux/unready-pods.ts";

const pod = (status: object) => ({ metadata: { name: "p", namespace: "n" }, status });

test("ready and finished pods are not mentioned", () => {
  const ready = pod({ phase: "Running", containerStatuses: [{ name: "c", ready: true }] });
  expect(describeUnreadyPods([ready, pod({ phase: "Succeeded" })])).toEqual([]);
});

test("a container that waits says for what", () => {
  const waiting = { reason: "ErrImagePull", message: "no such host" };
  const containerStatuses = [{ name: "c", ready: false, state: { waiting } }];
  expect(describeUnreadyPods([pod({ phase: "Pending", containerStatuses })])).toEqual([
    "n/p c: ErrImagePull: no such host",
  ]);
});

test("a container that ended says how, and one that runs says that", () => {
  const containerStatuses = [
    { name: "a", ready: false, state: { terminated: { reason: "Error", exitCode: 2 } } },
    { name: "b", ready: false, state: {} },
  ];
  expect(describeUnreadyPods([pod({ phase: "Running", containerStatuses })])).toEqual([
    "n/p a: Error: ended with exit code 2",
    "n/p b: runs, but is not ready",
  ]);
});

test("a pod that no node takes says why", () => {
  const conditions = [{ type: "PodScheduled", status: "False", message: "0/1 nodes available" }];
  expect(describeUnreadyPods([pod({ phase: "Pending", conditions })])).toEqual([
    "n/p Pending: 0/1 nodes available",
  ]);
});

import fc from "fast-check";
import { LiveDocument, type Change } from "../../../../cli/ui/live-document.ts";

let document: LiveDocument;
beforeEach(() => {
  jest.useFakeTimers();
  document = new LiveDocument();
});
afterEach(() => {
  document.close();
  jest.useRealTimers();
});

const flush = (): void => {
  jest.advanceTimersByTime(1000);
};

/** Somebody who reads now and then. */
class Reader {
  values: Record<string, unknown> = {};
  id: string | undefined;
  changes: Change[] = [];

  read(): void {
    for (const { id, data } of document.since(this.id)) {
      const change = JSON.parse(data) as Change;
      this.id = id;
      this.changes.push(change);
      this.values = { ...(change.all ? {} : this.values), ...change.set };
      for (const key of change.gone) {
        Reflect.deleteProperty(this.values, key);
      }
    }
  }
}

test("many changes are one message, and the last value of each is what counts", () => {
  const reader = new Reader();
  reader.read();
  for (let value = 0; value < 100; value += 1) {
    document.set("a", value);
    document.set("b", value);
  }
  document.delete("b");
  flush();
  reader.read();
  expect(reader.changes.slice(1)).toEqual([{ all: false, set: { a: 99 }, gone: ["b"] }]);
});

test("a value that stays the same is no change", () => {
  document.set("a", { one: 1 });
  flush();
  const heard = jest.fn();
  document.subscribe(heard);
  document.set("a", { one: 1 });
  document.delete("b");
  flush();
  expect(heard).not.toHaveBeenCalled();
});

test("a reader who knows nothing, or an earlier process, gets everything", () => {
  document.set("a", 1);
  flush();
  for (const id of [undefined, "", "nonsense", "0123abcd.1", "0123abcd.-5"]) {
    const [first, ...others] = document.since(id);
    expect(others).toEqual([]);
    expect(JSON.parse(first?.data ?? "")).toEqual({ all: true, set: { a: 1 }, gone: [] });
  }
});

test("a reader who was away too long gets everything, not a thousand messages", () => {
  const reader = new Reader();
  reader.read();
  for (let value = 0; value < 1000; value += 1) {
    document.set("a", value);
    flush();
  }
  expect(document.since(reader.id)).toHaveLength(1);
  reader.read();
  expect(reader.values).toEqual({ a: 999 });
});

test("whoever reads whenever ends with the same", () => {
  const step = fc.oneof(
    fc.record({ key: fc.constantFrom("a", "b", "c"), value: fc.option(fc.nat(3)) }),
    fc.constant("flush" as const),
    fc.constant("read" as const),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const reader = new Reader();
      reader.read();
      for (const one of steps) {
        if (one === "flush") {
          flush();
        } else if (one === "read") {
          reader.read();
        } else if (one.value === null) {
          document.delete(one.key);
        } else {
          document.set(one.key, one.value);
        }
      }
      flush();
      reader.read();
      expect(reader.values).toEqual(document.values());
    }),
  );
});

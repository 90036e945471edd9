import { createServer } from "node:net";

/** Where a contestant lives: nothing of it is any other lab's. */
export interface BenchPlace {
  /** Begins the name of everything it has in Docker. */
  readonly prefix: string;
  /** Names of its clusters. */
  readonly clusters: readonly string[];
  readonly giteaPort: number;
  readonly firstIngressPort: number;
  readonly firstApiPort: number;
  readonly subnet: string;
}

/** A place with free ports; throws when there are none. */
export async function findPlace(prefix: string, count: number): Promise<BenchPlace> {
  for (let first = 24_000; first < 29_000; first += 100) {
    const ports = [
      first,
      ...range(count).flatMap((slot) => [first + 10 + slot, first + 40 + slot]),
    ];
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) {
      return {
        prefix,
        clusters: range(count).map((slot) => `c${slot + 1}`),
        giteaPort: first,
        firstIngressPort: first + 10,
        firstApiPort: first + 40,
        subnet: `10.219.${(first - 24_000) / 100}.0/24`,
      };
    }
  }
  throw new Error("found no free ports between 24000 and 29000");
}

/** Where podinfo of a cluster answers. */
export function podinfoUrls(place: BenchPlace): string[] {
  return place.clusters.map(
    (name, slot) => `http://podinfo.${name}.localhost:${place.firstIngressPort + slot}`,
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

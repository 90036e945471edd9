import { provider } from "../../packages/gitea/provider/provider.ts";
import type { Client } from "../../packages/gitea/provider/client.ts";
import { checkInputs } from "../../packages/provider-server/check.ts";
import { diffResource } from "../../packages/provider-server/diff.ts";
import type { Properties, Resource } from "../../packages/provider-server/provider.ts";

/** Inputs or outputs as a test writes and reads them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test names the properties it means
type Loose = Record<string, any>;

/** One object, driven as the engine drives it: check, diff, create, refresh, update, delete. */
export class Driven {
  id = "";
  state: Loose = {};
  /** What the resource reported, in order. */
  readonly reports: string[] = [];
  readonly #client: Client;
  readonly #resource: Resource<Client>;
  readonly #type: string;
  #inputs: Properties = {};
  readonly #signal = new AbortController().signal;

  /** `type`: such as `User`. */
  constructor(client: Client, type: string) {
    const resource = provider.resources[`gitea:index:${type}`];
    if (!resource) {
      throw new Error(`there is no resource ${type}`);
    }
    this.#client = client;
    this.#resource = resource;
    this.#type = type;
  }

  async create(news: Loose): Promise<this> {
    this.#inputs = this.#check(news);
    const report = this.#report;
    const made = await this.#resource.create(this.#client, this.#inputs, report, this.#signal);
    this.id = made.id;
    this.state = made.outputs;
    return this;
  }

  /** Names of the inputs that a program with `news` would change now; with `!` those that replace. */
  plan(news: Loose): string[] {
    const { differences } = diffResource(
      this.#resource,
      this.state,
      this.#inputs,
      this.#check(news),
    );
    return differences.map(({ name, replaces }) => (replaces ? `${name}!` : name)).sort();
  }

  async update(news: Loose): Promise<this> {
    const inputs = this.#check(news);
    const { state, id } = this;
    const update = this.#resource.update?.bind(this.#resource);
    this.state =
      (await update?.(this.#client, id, state, inputs, this.#report, this.#signal)) ?? state;
    this.#inputs = inputs;
    return this;
  }

  /** Whether the object is still there; takes over what was found. */
  async refresh(): Promise<boolean> {
    const { id, state } = this;
    const found = await this.#resource.read?.(this.#client, id, state, this.#inputs);
    if (found) {
      this.#take(found);
    }
    return found !== undefined;
  }

  async import(id: string): Promise<this> {
    const found = await this.#resource.read?.(this.#client, id, {}, {});
    if (!found) {
      throw new Error(`there is nothing to import as ${id}`);
    }
    this.#take(found);
    return this;
  }

  async delete(): Promise<void> {
    await this.#resource.delete(this.#client, this.id, this.state, this.#signal, this.#report);
  }

  #take(found: { id: string; inputs: Properties; outputs: Properties }): void {
    this.id = found.id;
    this.#inputs = found.inputs;
    this.state = found.outputs;
  }

  #check(news: Loose): Properties {
    const subject = { type: `gitea:index:${this.#type}`, name: "test" };
    // As over the wire: what is undefined is not there.
    const sent = JSON.parse(JSON.stringify(news)) as Properties;
    const { inputs, problems } = checkInputs(this.#resource, subject, this.#inputs, sent);
    if (problems.length > 0) {
      throw new Error(problems.join("; "));
    }
    return inputs;
  }

  readonly #report = (severity: string, message: string): void => {
    this.reports.push(`${severity}: ${message}`);
  };
}

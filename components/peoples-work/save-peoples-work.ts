import { mkdir, rename, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeBundle } from "./bundle.ts";
import { GiteaData } from "./gitea-data.ts";
import { type Discussion, GiteaDatabase, type KnownRepository } from "./gitea-database.ts";
import { refsOf } from "./git.ts";
import { isSeedAlone } from "./seed-proof.ts";

/** What of a Gitea server is about to go. */
export type Going =
  | { readonly kind: "everything" }
  | { readonly kind: "repository"; readonly owner: string; readonly name: string }
  | { readonly kind: "owner"; readonly owner: string };

/**
 * Saves what people made in what is about to go: every repository with anything in it that the seed
 * did not commit, its wiki too, as a Git bundle with all refs, and issues, pull requests and releases
 * as JSON. Answers sentences about what was saved, where, and what was not.
 *
 * @param server name of Gitea's container, and of its volume
 * @throws when something cannot be read or written; nothing may be deleted then
 */
export async function savePeoplesWork(
  server: string,
  going: Going,
  directory: string,
): Promise<string[]> {
  const data = await GiteaData.open(server);
  if (data === undefined) {
    return [];
  }
  // Not by `using`: Node 22 does not know that.
  try {
    const copy = await copyDatabase(data);
    // Without one, Gitea never came so far as to make anything.
    return copy === undefined ? [] : await saveFrom(data, copy, going, directory);
  } finally {
    await data[Symbol.asyncDispose]();
  }
}

async function saveFrom(
  data: GiteaData,
  copy: string,
  going: Going,
  directory: string,
): Promise<string[]> {
  const database = new GiteaDatabase(copy);
  try {
    const isGoing = selector(going, database);
    const said: string[] = [];
    for (const repository of database.repositories().filter(isGoing)) {
      said.push(...(await saveRepository(data, database, repository, directory)));
    }
    const packages = database.packages().filter(({ owner }) => isGoing({ owner, name: undefined }));
    if (packages.length > 0) {
      said.push(`not saved: ${count(packages.length, "package")}: ${titles(packages)}`);
    }
    return said;
  } finally {
    database[Symbol.dispose]();
  }
}

async function copyDatabase(data: GiteaData): Promise<string | undefined> {
  // The log first: what moves from it into the database meanwhile is then in both.
  await data.copy("gitea/gitea.db-wal");
  return data.copy("gitea/gitea.db");
}

function selector(
  going: Going,
  database: GiteaDatabase,
): (one: { owner: string; name: string | undefined }) => boolean {
  if (going.kind === "everything") {
    return () => true;
  }
  if (going.kind === "repository") {
    const { owner, name } = going;
    return (one) => one.name !== undefined && same(one.owner, owner) && same(one.name, name);
  }
  const owners = database.belongingTo(going.owner);
  return (one) => owners.some((owner) => same(owner, one.owner));
}

async function saveRepository(
  data: GiteaData,
  database: GiteaDatabase,
  repository: KnownRepository,
  directory: string,
): Promise<string[]> {
  const { owner, name } = repository;
  const said: string[] = [];
  for (const [suffix, what] of [
    ["", "commits to"],
    [".wiki", "wiki of"],
  ] as const) {
    // Gitea's directories are in lower case.
    const path = `git/repositories/${owner.toLowerCase()}/${name.toLowerCase()}${suffix}.git`;
    const bare = await data.copy(path);
    const refs = bare === undefined ? [] : await refsOf(bare);
    if (bare !== undefined && !(await isSeedAlone(bare, refs))) {
      const title = `${owner}-${name}${suffix}`;
      const bundle = await writeBundle(bare, refs, { directory, title });
      const mirror = refs.some((ref) => !/^refs\/(heads|tags)\//.test(ref.name)) ? " --mirror" : "";
      said.push(`people's ${what} ${owner}/${name} are saved: git clone${mirror} ${bundle}`);
    }
  }
  const discussion = database.discussionIn(repository);
  if (discussion !== undefined) {
    said.push(...(await saveDiscussion(repository, discussion, directory)));
  }
  return said;
}

async function saveDiscussion(
  { owner, name }: KnownRepository,
  discussion: Discussion,
  directory: string,
): Promise<string[]> {
  const text = `${JSON.stringify({ repository: `${owner}/${name}`, ...discussion }, undefined, 2)}\n`;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const path = join(directory, `${owner}-${name}-${digest}.json`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(`${path}.${process.pid}.part`, text, { mode: 0o600 });
  await rename(`${path}.${process.pid}.part`, path);
  const pulls = discussion.pullRequests.length;
  const parts = [
    count(discussion.issues.length - pulls, "issue"),
    count(pulls, "pull request"),
    count(discussion.releases.length, "release"),
  ];
  const files = discussion.attachments;
  return [
    `${parts.join(", ")} of ${owner}/${name} are saved: ${path}`,
    ...(files.length > 0
      ? [
          `not saved: ${count(files.length, "file")} attached in ${owner}/${name}: ${files.join(", ")}`,
        ]
      : []),
  ];
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function titles(packages: readonly { title: string }[]): string {
  return packages.map(({ title }) => title).join(", ");
}

import { blobId } from "../../../packages/gitea/provider/blob-id.ts";
import { repositoryContents } from "../../../packages/gitea/provider/repository-contents.ts";
import { type Answer, fakeGitea, type Received } from "./fake-gitea.ts";

const REPOSITORY = "/api/v1/repos/o/r";
const inputs = {
  owner: "o",
  repository: "r",
  branch: "main",
  message: "Seed",
  files: { a: "one\n" },
};

/** A branch on which `pushes` other people's commits arrive, each just before ours. */
function busyBranch(pushes: number): (request: Received) => Answer {
  let head = 0;
  return ({ what }) => {
    if (what.startsWith(`POST ${REPOSITORY}/contents`)) {
      head += 1;
      return head <= pushes
        ? [422, { message: "sha does not match" }]
        : [201, { commit: { sha: "ours" } }];
    }
    if (what.startsWith(`GET ${REPOSITORY}/branches`)) {
      return [200, { commit: { id: `head-${head}` } }];
    }
    if (what.startsWith(`GET ${REPOSITORY}/git/trees`)) {
      return [200, { tree: [], total_count: 0 }];
    }
    return [200, { empty: false, object_format_name: "sha1" }];
  };
}

const create = async (answer: (request: Received) => Answer) => {
  await using gitea = await fakeGitea(answer);
  const reports: string[] = [];
  const signal = new AbortController().signal;
  const report = (_: string, text: string) => reports.push(text);
  const state = await repositoryContents.create(gitea.client, inputs, report, signal);
  return { state, received: gitea.received, reports };
};

test("starts again on the new head when somebody pushed meanwhile", async () => {
  const { state, received } = await create(busyBranch(2));
  expect(state).toMatchObject({
    id: "o/r/main",
    outputs: { commit: "ours", blobs: { a: blobId("one\n") }, leftAlone: [] },
  });
  expect(received.filter(({ what }) => what.startsWith("POST"))).toHaveLength(3);
});

test("gives up after five heads, with Gitea's reason", async () => {
  await expect(create(busyBranch(9))).rejects.toThrow("422 sha does not match");
});

test("does not repeat what is refused on an unchanged head", async () => {
  const answer = busyBranch(0);
  let posts = 0;
  const refuse = (request: Received): Answer => {
    const post = request.what.startsWith("POST");
    posts += post ? 1 : 0;
    return post ? [403, { message: "protected" }] : answer(request);
  };
  await expect(create(refuse)).rejects.toThrow("403 protected");
  expect(posts).toBe(1);
});

test("sends base64 and both identities", async () => {
  await using gitea = await fakeGitea(busyBranch(0));
  const author = { name: "lab", email: "lab@noreply.invalid" };
  const { signal } = new AbortController();
  await repositoryContents.create(gitea.client, { ...inputs, author }, () => undefined, signal);
  const post = gitea.received.find(({ what }) => what.startsWith("POST"));
  expect(JSON.parse(post?.body ?? "")).toEqual({
    branch: "main",
    message: expect.stringMatching(/^Seed\n\nSeed-Digest: [0-9a-f]{64}$/) as string,
    author,
    committer: author,
    files: [{ operation: "create", path: "a", content: "b25lCg==" }],
  });
});

/** One change of a commit, as Gitea's batch API takes it, without the content. */
export interface Change {
  operation: "create" | "update" | "delete";
  path: string;
  /** Blob that the change is based on; Gitea refuses the commit when the file has another by then. */
  sha?: string;
}

/** What to commit, and what not. */
export interface Plan {
  changes: Change[];
  /** Blob by path of what is ours once the changes are committed. */
  blobs: Record<string, string>;
  /** Paths not written because somebody else changed, added or removed something there; sorted. */
  leftAlone: string[];
}

/** An entry of the branch's head. */
export interface Entry {
  sha: string;
  type: "blob" | "tree" | "commit";
}

/** What a plan is made from, each by path. */
export interface Situation {
  /** Blob ids of the files that are wanted. */
  seed: Record<string, string>;
  /** Blob ids as last committed by us. */
  recorded: Record<string, string>;
  /** Everything in the branch's head, directories too. */
  head: Record<string, Entry>;
}

/** Decides for each path whether it is written, recorded as it is, or left to who changed it. */
export function planContents({ seed, recorded, head }: Situation): Plan {
  const plan: Plan = { changes: [], blobs: {}, leftAlone: [] };
  for (const path of Object.keys({ ...recorded, ...seed }).sort()) {
    const [wanted, ours, there] = [seed[path], recorded[path], head[path]];
    if (wanted === undefined) {
      if (there && there.sha === ours) {
        plan.changes.push({ operation: "delete", path, sha: there.sha });
      } else if (there) {
        plan.leftAlone.push(path);
      }
    } else if (there?.sha === wanted || ours === wanted) {
      // It is there already, or its seed did not change: what people did since stays.
      plan.blobs[path] = wanted;
    } else if (there ? there.sha === ours : ours === undefined && !isBlocked(path, head)) {
      plan.blobs[path] = wanted;
      plan.changes.push(
        there ? { operation: "update", path, sha: there.sha } : { operation: "create", path },
      );
    } else {
      plan.leftAlone.push(path);
      if (ours !== undefined) {
        plan.blobs[path] = ours;
      }
    }
  }
  return plan;
}

/** Whether a file stands where the path needs a directory. */
function isBlocked(path: string, head: Record<string, Entry>): boolean {
  const parts = path.split("/").slice(0, -1);
  return parts.some((_, index) => {
    const type = head[parts.slice(0, index + 1).join("/")]?.type;
    return type !== undefined && type !== "tree";
  });
}

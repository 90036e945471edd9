/** What is wrong with the paths of a seed, one text each. */
export function pathProblems(paths: readonly string[]): string[] {
  const all = new Set(paths);
  return paths.flatMap((path) => {
    const parts = path.split("/");
    const directory = parts
      .map((_, index) => parts.slice(0, index).join("/"))
      .find((at) => all.has(at));
    if (parts.some((part) => ["", ".", "..", ".git"].includes(part.toLowerCase()))) {
      return [`files: ${JSON.stringify(path)} is not a path inside a repository`];
    }
    return directory === undefined
      ? []
      : [`files: ${JSON.stringify(directory)} is both a file and the directory of ${path}`];
  });
}

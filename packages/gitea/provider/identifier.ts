/**
 * The parts of an id such as `OWNER/REPOSITORY/NUMBER`; the last part may contain slashes.
 * Throws when there are fewer parts than `form` names.
 */
export function partsOf(id: string, form: string): string[] {
  const count = form.split("/").length;
  const all = id.split("/");
  const parts = [...all.slice(0, count - 1), all.slice(count - 1).join("/")];
  if (parts.length !== count || parts.some((part) => part === "")) {
    throw new Error(`the id ${JSON.stringify(id)} is not of the form ${form}`);
  }
  return parts;
}

/**
 * The text of `.sops.yaml`, by which sops knows whom to encrypt a file for.
 *
 * @param recipients age's public key of each cluster, by name
 */
export function sopsConfiguration(recipients: Record<string, string>): string {
  const rules = Object.entries(recipients).map(
    ([cluster, recipient]) =>
      `  - path_regex: ^secrets/${cluster}/\n` +
      `    encrypted_regex: ^(data|stringData)$\n` +
      `    age: ${recipient}\n`,
  );
  return `# Whom \`./lab sops encrypt\` encrypts for. Add a recipient after a comma, then \`sops updatekeys FILE\`.\ncreation_rules:\n${rules.join("")}`;
}

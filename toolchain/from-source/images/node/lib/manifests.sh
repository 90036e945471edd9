# shellcheck shell=bash
# shellcheck disable=SC2154 # directories and arguments are set by k3s and arguments.sh
# Manifests in the server's directory are applied at start and whenever one changes: k3d rewrites
# CoreDNS's with the names of the containers on its network.

declare -A applied_manifests=()

apply_changed_manifests() {
  local manifest version
  for manifest in "$server_directory"/manifests/*.yaml; do
    [[ -f $manifest ]] || continue
    version=$(stat -c %s-%y "$manifest")
    [[ ${applied_manifests[$manifest]:-} != "$version" ]] || continue
    if kubectl apply --server-side --force-conflicts -f "$manifest" >/dev/null; then
      applied_manifests[$manifest]=$version
    else
      warn "$manifest could not be applied"
    fi
  done
}

follow_manifests() {
  while sleep 1; do
    apply_changed_manifests
  done
}

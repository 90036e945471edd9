# shellcheck shell=bash
set -euo pipefail
# Stands before create.sh and delete.sh: where the lab keeps kubeconfigs, and how they become one.
state=${FLUXLAB_STATE:-$PWD/.lab}
umask 077
# The user's own tools first, then the toolchain's.
PATH=$PATH${TOOLS:+:$TOOLS}
# k3d makes its directory of settings whether or not it has any: not in ~/.config.
export XDG_CONFIG_HOME=$state/k3d
mkdir -p "$state/slots" "$state/kubeconfigs" "$XDG_CONFIG_HOME"

merge_kubeconfigs() {
  (
    flock --timeout 30 9
    files=$(find "$state/kubeconfigs" -type f | sort | paste -sd:)
    # Of no file kubectl would make the user's own.
    KUBECONFIG=${files:-/dev/null} kubectl config view --raw --flatten >"$state/kubeconfig.new"
    mv "$state/kubeconfig.new" "$state/kubeconfig"
  ) 9>"$state/kubeconfig.lock"
}

# k3d removes only volumes without a name, and only with the node.
remove_volumes() {
  local volumes
  volumes=$(docker volume ls --quiet --filter "label=k3d.cluster=$K3D_CLUSTER")
  # shellcheck disable=SC2086 # One name a line, none with a space.
  [ -z "$volumes" ] || docker volume rm --force $volumes >/dev/null
}

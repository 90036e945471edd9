# shellcheck shell=bash
# Deletes the cluster and what the state directory keeps of it. Reads CLUSTER and K3D_CLUSTER.
said=$(k3d cluster delete "$K3D_CLUSTER" 2>&1) || { printf '%s\n' "$said" >&2; exit 1; }
remove_volumes
rm -f "${state:?}/kubeconfigs/$CLUSTER"
for slot in "$state"/slots/*; do
  if grep -qsx "$CLUSTER" "$slot"; then rm -f "$slot"; fi
done
merge_kubeconfigs

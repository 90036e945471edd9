# Deletes the cluster and what the state directory keeps of it. Reads CLUSTER and K3D_CLUSTER.
k3d cluster delete "$K3D_CLUSTER" >&2
rm -f "$state/kubeconfigs/$CLUSTER"
grep -lx "$CLUSTER" "$state"/slots/* 2>/dev/null | xargs -r -d '\n' rm -f
merge_kubeconfigs

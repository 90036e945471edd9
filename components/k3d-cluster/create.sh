# shellcheck shell=bash
# Creates the cluster, or starts the one that is there already, and prints its kubeconfig under a
# first line `# slot: N`. Reads CLUSTER, K3D_CLUSTER, LAB, IDENTITY_LABELS, NETWORK, NODE_IMAGE, IMAGE_ARCHIVES,
# NODE_ENVIRONMENT, FIRST_INGRESS_PORT, FIRST_API_PORT and PREFERRED_SLOT; FLUXLAB_STATE says where
# kubeconfigs go.
container=k3d-$K3D_CLUSTER-server-0

# k3d leaves a file in the directory for temporary files for every node that it names to others.
TMPDIR=$(mktemp -d "${XDG_CONFIG_HOME:?}/XXXXXX")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

# A slot stands for one ingress port and one API port. It stays the cluster's for as long as the
# cluster lives, whatever is added to or taken from the list around it.
reserve_slot() {
  local candidate
  candidate=$(grep -slx "$CLUSTER" "${state:?}"/slots/* | head -n 1) || true
  if [ -n "$candidate" ]; then
    basename "$candidate"
    return
  fi
  for candidate in "$PREFERRED_SLOT" {0..15}; do
    if (set -o noclobber && echo "$CLUSTER" >"$state/slots/$candidate") 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "no port is left for cluster $CLUSTER: all 16 are taken, see $state/slots" >&2
  exit 1
}

# What k3d says is shown only when it fails.
quietly() {
  local said
  said=$("$@" 2>&1) || { printf '%s\n' "$said" >&2; return 1; }
}

# An image may want volumes, which Docker would leave without a name or label when only the node goes.
# So they are made here, with the options given; those of an earlier node hold another cluster's data.
name_volumes() {
  local paths path name
  # An image that is not here yet k3d pulls. What it wants then stays without a name.
  paths=$(docker image inspect --format '{{range $path, $_ := .Config.Volumes}}{{println $path}}{{end}}' \
    "$NODE_IMAGE" 2>/dev/null) || true
  remove_volumes
  for path in $paths; do
    name=k3d-$K3D_CLUSTER${path//\//-}
    docker volume create "$@" --label "k3d.cluster=$K3D_CLUSTER" "$name" >/dev/null
    mounts+=(--volume "$name:$path@server:0")
  done
}

create_cluster() {
  local mounts=() archives=() labels=() node_labels=() label
  mapfile -t labels < <(printf 'fluxlab.lab=%s\n%s' "$LAB" "$IDENTITY_LABELS")
  name_volumes "${labels[@]/#/--label=}"
  if [ -n "${IMAGE_ARCHIVES:-}" ]; then
    archives=(--volume "$IMAGE_ARCHIVES:/var/lib/rancher/k3s/agent/images:ro@server:0")
  fi
  for label in "${labels[@]}"; do node_labels+=(--runtime-label "$label@server:0"); done
  quietly k3d cluster create "$K3D_CLUSTER" --image "$NODE_IMAGE" --network "$NETWORK" \
    --no-lb --no-rollback --env "$NODE_ENVIRONMENT@server:0" \
    --api-port "127.0.0.1:$((FIRST_API_PORT + slot))" \
    --port "127.0.0.1:$((FIRST_INGRESS_PORT + slot)):80@server:0:direct" \
    "${mounts[@]}" "${archives[@]}" "${node_labels[@]}" \
    --k3s-arg '--disable=traefik,servicelb,metrics-server,local-storage@server:0' \
    --kubeconfig-update-default=false --kubeconfig-switch-context=false \
    --wait --timeout 180s || give_up
}

give_up() {
  echo "cluster $CLUSTER did not come up; the last lines of its node:" >&2
  docker logs --tail 30 "$container" >&2 || true
  quietly k3d cluster delete "$K3D_CLUSTER" || true
  exit 1
}

slot=$(reserve_slot)
if [ -n "$(docker ps --all --quiet --filter "name=^$container\$")" ]; then
  # k3d starts what is stopped and leaves alone what runs. A node that was never finished goes.
  if ! quietly k3d cluster start "$K3D_CLUSTER" --wait --timeout 180s; then
    quietly k3d cluster delete "$K3D_CLUSTER"
    create_cluster
  fi
else
  create_cluster
fi

# k3d names cluster, user and context after the Docker objects; people know the cluster's own name.
kubeconfig=$(k3d kubeconfig get "$K3D_CLUSTER" | sed "s/k3d-$K3D_CLUSTER/$CLUSTER/g")
printf '%s\n' "$kubeconfig" >"$state/kubeconfigs/$CLUSTER"
merge_kubeconfigs
printf '# slot: %s\n%s\n' "$slot" "$kubeconfig"

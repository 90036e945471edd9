# shellcheck shell=bash
# shellcheck disable=SC2154 # directories and arguments are set by k3s and arguments.sh
# The components of the control plane and of the node, and how each says that it is ready.
# Flags: kubernetes.io/docs/reference/command-line-tools-reference and etcd.io/docs.

readonly etcd_url=http://127.0.0.1:2379
readonly service_network=10.43.0.0/16
readonly pod_network=10.42.0.0/16

start_containerd() { start containerd containerd; }

containerd_answers() { ctr version; }

start_etcd() {
  # Without fsync a power failure may cost a cluster, which a lab makes again within a minute; with
  # it, several clusters on one disk slow each other down.
  start etcd etcd --name default --data-dir "$server_directory/db" --unsafe-no-fsync \
    --listen-client-urls "$etcd_url" --advertise-client-urls "$etcd_url" \
    --listen-peer-urls http://127.0.0.1:2380
}

# Usage: start_apiserver NODE_ADDRESS
start_apiserver() {
  # Of one API server the address is never shared: an earlier one is forgotten at once.
  start kube-apiserver kube-apiserver \
    --etcd-servers="$etcd_url" --advertise-address="$1" --secure-port=6443 --allow-privileged \
    --endpoint-reconciler-type=master-count \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --client-ca-file="$tls_directory/client-ca.crt" \
    --tls-cert-file="$tls_directory/serving.crt" \
    --tls-private-key-file="$tls_directory/serving.key" \
    --kubelet-client-certificate="$tls_directory/apiserver.crt" \
    --kubelet-client-key="$tls_directory/apiserver.key" \
    --kubelet-preferred-address-types=InternalIP \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$tls_directory/service-account.pub" \
    --service-account-signing-key-file="$tls_directory/service-account.key" \
    --service-cluster-ip-range="$service_network" \
    --requestheader-client-ca-file="$tls_directory/request-header-ca.crt" \
    --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --requestheader-group-headers=X-Remote-Group \
    --requestheader-username-headers=X-Remote-User \
    --requestheader-allowed-names=aggregator \
    --proxy-client-cert-file="$tls_directory/aggregator.crt" \
    --proxy-client-key-file="$tls_directory/aggregator.key" \
    "${apiserver_arguments[@]}"
}

apiserver_is_ready() { answers https://127.0.0.1:6443/readyz; }

# Usage: answers URL, of the API server by whatever way
answers() {
  curl --silent --fail --max-time 5 --cacert "$tls_directory/server-ca.crt" "$1"
}

start_controller_manager() {
  # One node, one bridge: nothing to allocate per node, and no cloud whose nodes could vanish.
  start kube-controller-manager kube-controller-manager \
    --kubeconfig="$tls_directory/controller-manager.kubeconfig" --leader-elect=false \
    --service-account-private-key-file="$tls_directory/service-account.key" \
    --root-ca-file="$tls_directory/server-ca.crt" --use-service-account-credentials \
    --cluster-cidr="$pod_network" --allocate-node-cidrs=false \
    "--controllers=*,-node-ipam-controller,-cloud-node-lifecycle-controller" \
    "${controller_manager_arguments[@]}"
}

start_scheduler() {
  start kube-scheduler kube-scheduler --kubeconfig="$tls_directory/scheduler.kubeconfig" \
    --leader-elect=false "${scheduler_arguments[@]}"
}

# Usage: start_kubelet NODE_NAME NODE_ADDRESS
start_kubelet() {
  local IFS=,
  start kubelet kubelet --config=/etc/rancher/k3s/kubelet.yaml \
    --kubeconfig="$tls_directory/kubelet.kubeconfig" --hostname-override="$1" --node-ip="$2" \
    --node-labels="${node_labels[*]}" "${kubelet_arguments[@]}"
}

# Usage: node_is_registered NODE_NAME
node_is_registered() { kubectl get node "$1"; }

# Usage: announce_address NODE_NAME NODE_ADDRESS; kube-proxy ends when the address that it started
# with changes, so after a restart the new one is written down before kubelet gets to it
announce_address() {
  local addresses="{\"type\":\"InternalIP\",\"address\":\"$2\"},{\"type\":\"Hostname\",\"address\":\"$1\"}"
  kubectl patch node "$1" --subresource=status --type=merge \
    --patch "{\"status\":{\"addresses\":[$addresses]}}" >/dev/null
}

# Pods that start before the API server has its service address fail and are made to wait.
service_address_answers() { answers https://10.43.0.1/readyz; }

# Usage: start_proxy NODE_NAME
start_proxy() {
  # The connection tracking limits belong to the host and cannot be set from a container.
  start kube-proxy kube-proxy --kubeconfig="$tls_directory/proxy.kubeconfig" \
    --cluster-cidr="$pod_network" --hostname-override="$1" --conntrack-max-per-core=0 \
    "${proxy_arguments[@]}"
}

# Usage: start_network_policy NODE_NAME; a kernel without sets of addresses still runs a lab
start_network_policy() {
  [[ $network_policy == true ]] || return 0
  if ! ipset list -name >/dev/null; then
    warn "NetworkPolicy is not enforced: this kernel has no ipset"
    return 0
  fi
  start kube-router kube-router --kubeconfig="$tls_directory/kube-router.kubeconfig" \
    --hostname-override="$1" --service-cluster-ip-range="$service_network"
}

# shellcheck shell=bash
# The flags of `k3s server` that k3d passes or that a lab may ask k3d to pass.

subject_names=()
apiserver_arguments=()
controller_manager_arguments=()
scheduler_arguments=()
kubelet_arguments=()
proxy_arguments=()
node_labels=()
network_policy=true

# Usage: parse_server_arguments ARGUMENT...
# shellcheck disable=SC2034 # components.sh reads network_policy.
parse_server_arguments() {
  local flag
  while (($#)); do
    flag=${1%%=*}
    case $flag in
      # What k3d says to the first of several servers.
      --cluster-init) shift ;;
      --disable-network-policy)
        case $1 in
          "$flag" | "$flag=true") network_policy=false ;;
          "$flag=false") network_policy=true ;;
          *) fail "k3s server $1 is neither true nor false" ;;
        esac
        shift
        ;;
      --tls-san | --disable | --node-label | --kubelet-arg | --kube-*-arg)
        if [[ $1 == *=* ]]; then
          accept_flag "$flag" "${1#*=}"
          shift
        else
          (($# > 1)) || fail "k3s server $flag needs a value"
          accept_flag "$flag" "$2"
          shift 2
        fi
        ;;
      *) fail "k3s server $1 is not supported by this image" ;;
    esac
  done
}

# Usage: accept_flag FLAG VALUE
accept_flag() {
  case $1 in
    --tls-san) subject_names+=("$2") ;;
    --kube-apiserver-arg) apiserver_arguments+=("--$2") ;;
    --kube-controller-manager-arg) controller_manager_arguments+=("--$2") ;;
    --kube-scheduler-arg) scheduler_arguments+=("--$2") ;;
    --kubelet-arg) kubelet_arguments+=("--$2") ;;
    --kube-proxy-arg) proxy_arguments+=("--$2") ;;
    --node-label) node_labels+=("$2") ;;
    # Nothing that can be disabled is in this image, CoreDNS apart.
    --disable) [[ $2 != *coredns* ]] || rm -f "${server_directory:?}/manifests/coredns.yaml" ;;
    *) fail "k3s server $1 is not supported by this image" ;;
  esac
}

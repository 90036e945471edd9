# shellcheck shell=bash
# shellcheck disable=SC2154 # directories and arguments are set by k3s and arguments.sh
# Certificate authorities are made once; certificates at every start, since the address may have
# changed. A kubeconfig handed out earlier stays valid: its authority is the same.

make_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

# Usage: make_authority NAME
make_authority() {
  local base=$tls_directory/$1
  [[ -s $base.crt ]] && return
  make_key "$base.key"
  openssl req -x509 -new -key "$base.key" -subj "/CN=$1" -days 3650 -out "$base.crt"
}

# Usage: make_certificate NAME AUTHORITY SUBJECT USAGE [SUBJECT_ALTERNATIVE_NAMES]
make_certificate() {
  local base=$tls_directory/$1 authority=$tls_directory/$2
  local extensions="extendedKeyUsage=$4"
  [[ -z ${5:-} ]] || extensions+=$'\n'"subjectAltName=$5"
  make_key "$base.key"
  openssl req -new -key "$base.key" -subj "$3" |
    openssl x509 -req -CA "$authority.crt" -CAkey "$authority.key" -days 365 \
      -set_serial "0x$(openssl rand -hex 16)" -extfile <(echo "$extensions") \
      -out "$base.crt" 2>/dev/null
}

# The keys with which service accounts' tokens are signed and checked.
make_service_account_keys() {
  local base=$tls_directory/service-account
  [[ -s $base.pub ]] && return
  make_key "$base.key"
  openssl pkey -in "$base.key" -pubout -out "$base.pub"
}

# Usage: list_subject_names NODE_NAME NODE_ADDRESS; prints what subjectAltName takes
list_subject_names() {
  local names=(
    127.0.0.1 0.0.0.0 10.43.0.1 "$2" localhost "$1" kubernetes kubernetes.default
    kubernetes.default.svc kubernetes.default.svc.cluster.local "${subject_names[@]}"
  )
  local name list=
  for name in "${names[@]}"; do
    if [[ $name =~ ^[0-9.]+$ || $name == *:* ]]; then list+=IP:$name,; else list+=DNS:$name,; fi
  done
  printf '%s\n' "${list%,}"
}

# Usage: make_certificates NODE_NAME NODE_ADDRESS
make_certificates() {
  local authority makers=() maker
  for authority in server-ca client-ca request-header-ca; do
    make_authority "$authority"
  done
  make_service_account_keys

  make_certificate serving server-ca /CN=kube-apiserver serverAuth "$(list_subject_names "$@")" &
  makers+=($!)
  make_certificate admin client-ca /O=system:masters/CN=system:admin clientAuth &
  makers+=($!)
  make_certificate apiserver client-ca /O=system:masters/CN=kube-apiserver clientAuth &
  makers+=($!)
  make_certificate controller-manager client-ca /CN=system:kube-controller-manager clientAuth &
  makers+=($!)
  make_certificate scheduler client-ca /CN=system:kube-scheduler clientAuth &
  makers+=($!)
  make_certificate kubelet client-ca "/O=system:nodes/CN=system:node:$1" clientAuth &
  makers+=($!)
  make_certificate proxy client-ca /CN=system:kube-proxy clientAuth &
  makers+=($!)
  make_certificate kube-router client-ca /CN=system:kube-router clientAuth &
  makers+=($!)
  make_certificate aggregator request-header-ca /CN=aggregator clientAuth &
  makers+=($!)
  for maker in "${makers[@]}"; do
    wait "$maker" || fail "a certificate could not be made in $tls_directory"
  done
}

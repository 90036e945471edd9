# shellcheck shell=bash
# shellcheck disable=SC2154 # directories and arguments are set by k3s and arguments.sh
# Kubeconfig files, for the components and for k3d.

# Usage: write_kubeconfig FILE CERTIFICATE_NAME
write_kubeconfig() {
  local certificate=$tls_directory/$2
  (
    umask 077
    cat >"$1" <<YAML
apiVersion: v1
kind: Config
clusters:
- name: default
  cluster:
    server: https://127.0.0.1:6443
    certificate-authority-data: $(base64 -w0 "$tls_directory/server-ca.crt")
users:
- name: default
  user:
    client-certificate-data: $(base64 -w0 "$certificate.crt")
    client-key-data: $(base64 -w0 "$certificate.key")
contexts:
- name: default
  context: {cluster: default, user: default}
current-context: default
YAML
  )
}

make_kubeconfigs() {
  local component
  for component in controller-manager scheduler kubelet proxy kube-router; do
    write_kubeconfig "$tls_directory/$component.kubeconfig" "$component"
  done
  write_kubeconfig "$admin_kubeconfig" admin
}

# k3d reads the file from where it asked for it.
publish_kubeconfig() {
  local output=${K3S_KUBECONFIG_OUTPUT:-/output/kubeconfig.yaml}
  mkdir -p "$(dirname "$output")"
  cp "$admin_kubeconfig" "$output"
}

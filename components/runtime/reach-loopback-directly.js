import process from "node:process";

// Node loads this before the program (Pulumi.yaml, runtime.options.nodeargs). Pulumi's SDK connects to
// its own engine on 127.0.0.1 and would ask a proxy for that: gRPC for Node honours http_proxy and
// https_proxy, and leaves out only what no_proxy names.
const loopback = ["localhost", "127.0.0.1", "::1"];
for (const name of ["no_proxy", "NO_PROXY"]) {
  const named = (process.env[name] ?? "").split(",").filter((host) => host !== "");
  process.env[name] = [...new Set([...named, ...loopback])].join(",");
}

import { noProxyVariables } from "../../../cli/lab/no-proxy.ts";

const subnet = () => "10.213.7.0/24";

test("nothing is said where there is no proxy, and nobody looks for the lab's network", () => {
  const never = () => {
    throw new Error("the settings are not to be read");
  };
  expect(noProxyVariables({ no_proxy: "a" }, never)).toEqual({});
  expect(noProxyVariables({ http_proxy: "" }, never)).toEqual({});
});

test.each(["http_proxy", "HTTPS_PROXY", "ALL_PROXY"])(
  "%s does not stand before the lab",
  (name) => {
    const list = "localhost,.localhost,127.0.0.1,::1,10.213.7.0/24";
    expect(noProxyVariables({ [name]: "http://proxy:1" }, subnet)).toEqual({
      no_proxy: list,
      NO_PROXY: list,
    });
  },
);

test("what the user excepts stays so, in whichever spelling, and nothing is there twice", () => {
  const env = { https_proxy: "x", no_proxy: "intern.example, localhost", NO_PROXY: "10.0.0.0/8" };
  expect(noProxyVariables(env, subnet)["no_proxy"]).toBe(
    "intern.example,localhost,10.0.0.0/8,.localhost,127.0.0.1,::1,10.213.7.0/24",
  );
});

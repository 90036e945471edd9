import fc from "fast-check";
import { labAddresses } from "../../../components/gitea-server/addresses.ts";
import {
  addressAt,
  parseSubnet,
  size,
  subnetsOverlap,
} from "../../../components/settings/subnet.ts";

const subnets = fc
  .record({ prefix: fc.integer({ min: 16, max: 27 }), seed: fc.nat() })
  .map(({ prefix, seed }) => {
    const step = 2 ** (32 - prefix);
    const address = 10 * 2 ** 24 + (seed % (2 ** 24 / step)) * step;
    return `${addressAt({ first: address, prefix }, 0)}/${prefix}`;
  });

test("every private subnet of a fitting size is read, and written back the same", () => {
  fc.assert(
    fc.property(subnets, (text) => {
      const subnet = parseSubnet(text);
      expect(subnet && `${addressAt(subnet, 0)}/${subnet.prefix}`).toBe(text);
    }),
  );
});

test("gateway and Gitea never lie where Docker assigns addresses", () => {
  fc.assert(
    fc.property(subnets, (text) => {
      const { gateway, gitea, dynamicRange } = labAddresses(text);
      expect(subnetsOverlap(`${gateway}/32`, dynamicRange)).toBe(false);
      expect(subnetsOverlap(`${gitea}/32`, dynamicRange)).toBe(false);
      expect(subnetsOverlap(`${gitea}/32`, text)).toBe(true);
      expect(subnetsOverlap(dynamicRange, text)).toBe(true);
    }),
  );
});

test.each([
  ["10.0.0.0/8", "10.213.7.0/24", true],
  ["10.213.7.0/24", "10.0.0.0/8", true],
  ["10.213.6.0/24", "10.213.7.0/24", false],
  ["fd00::/64", "10.213.7.0/24", false],
])("%s and %s overlap: %s", (one, other, expected) => {
  expect(subnetsOverlap(one, other)).toBe(expected);
});

test("a /24 has 256 addresses", () => {
  expect(size({ first: 0, prefix: 24 })).toBe(256);
});

test("addresses of a subnet that settings refuse are refused", () => {
  expect(() => labAddresses("8.8.8.0/24")).toThrow("networkSubnet 8.8.8.0/24");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { providerKey } from "./provider.js";

test.each([
  ["Acme MSSP, Inc.", "acme mssp"],
  ["  ACME   mssp ", "Acme M.S.S.P. LLC"],
  ["Seguridad Portuaria, S.A. de C.V.", "seguridad portuaria"],
  ["Hafen-IT GmbH & Co. KG", "Hafen IT"],
  ["Sécurité du Port SAS", "securite du port"],
  ["Ａcme", "acme"],
  ["Harbor and Co", "Harbor"],
])("%j and %j are one", (a, b) => {
  expect(providerKey(a)).toBe(providerKey(b));
});

test.each([
  ["Acme", "Acme Security"],
  ["Inc.", "Ltd"],
  ["Incline", "Line"],
  ["", "Acme"],
  ["???", "!!!"],
  ["港口安全", "港口网络"],
])("%j and %j are two", (a, b) => {
  expect(providerKey(a)).not.toBe(providerKey(b));
});

test("what was folded stays as it is, and says something where the name did", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (name) => {
      const key = providerKey(name);
      expect(providerKey(key)).toBe(key);
      expect(key === "").toBe(name.trim() === "" || !/\S/u.test(name.normalize("NFKD")));
    }),
  );
});

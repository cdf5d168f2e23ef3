import { hostname } from "node:os";
import { expect, test } from "vitest";
import { passkeyPlace } from "../../members/index.js";
import { ownAddress, publicAddress } from "./public-address.js";

test("on loopback people are told a name, where their passkeys work; programs the address itself", () => {
  for (const listening of ["http://127.0.0.1:8420", "http://127.8.0.1:8420", "http://[::1]:8420"]) {
    const told = publicAddress(undefined, listening);
    expect(told).toBe("http://localhost:8420");
    expect(passkeyPlace(told, told)).not.toBeNull();
    expect(ownAddress(listening)).toBe(listening);
  }
});

test("elsewhere the configured address, this machine's name for a wildcard, or what it listens on", () => {
  expect(publicAddress("https://center.example/", "http://127.0.0.1:8420")).toBe("https://center.example");
  for (const listening of ["https://0.0.0.0:8420", "https://[::]:8420"]) {
    expect(publicAddress(undefined, listening)).toBe(`https://${hostname().toLowerCase()}:8420`);
    expect(ownAddress(listening)).toBe("https://127.0.0.1:8420");
  }
  expect(publicAddress(undefined, "https://203.0.113.7:8420")).toBe("https://203.0.113.7:8420");
});

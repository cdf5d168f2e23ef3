import { expect, test } from "vitest";
import { rowLine } from "./matching.js";

const nobody = { address: "", port: 0 };
const row = { timeUs: 1_795_000_000_000_000, log: "auth", source: nobody, destination: nobody, message: "" };
const at = "2026-11-18T11:06:40.000000Z";

test("a row names those that its record names, and leaves no gap for who is missing", () => {
  const source = { address: "203.0.113.66", port: 4000 };
  const destination = { address: "192.0.2.1", port: 22 };
  expect(rowLine({ ...row, source, message: "Failed password" })).toBe(
    `${at}  auth  203.0.113.66 port 4000  Failed password`,
  );
  expect(rowLine({ ...row, source, destination })).toBe(
    `${at}  auth  203.0.113.66 port 4000 to 192.0.2.1 port 22`,
  );
  expect(rowLine({ ...row, destination })).toBe(`${at}  auth  to 192.0.2.1 port 22`);
  expect(rowLine(row)).toBe(`${at}  auth`);
});

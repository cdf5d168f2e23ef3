import { expect, test } from "vitest";
import { messageOf, nativeBytesMax, nativeText, userOf } from "./row-of-event.js";

test("a record within 64 KiB is kept as it is, a longer one as the beginning of its text, both as JSON", () => {
  expect(nativeText({ a: [1, "é"] })).toBe('{"a":[1,"é"]}');
  for (const filler of ["x", "é", '"', "\u0000", "\ud800", "漢"]) {
    const text = nativeText({ first: 1, text: filler.repeat(70_000) });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(nativeBytesMax);
    expect(JSON.parse(text).cut.startsWith('{"first":1')).toBe(true);
  }
});

test("what JSON can't hold does not throw", () => {
  expect(nativeText({ n: 10n ** 30n })).toBe(`{"n":"${10n ** 30n}"}`);
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  expect(nativeText(circle)).toBe("{}");
});

test("user and message come from well-known fields, cut to a bound", () => {
  expect(userOf({ user: "-", srcuser: "anna" })).toBe("anna");
  expect(userOf({ user: { name: "anna" } })).toBe("");
  expect(messageOf({ alert: { signature: "ET SCAN" } })).toBe("ET SCAN");
  expect(messageOf({ msg: "m".repeat(5_000) }).length).toBe(1_000);
});

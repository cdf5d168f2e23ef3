import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markOrder, markText } from "./marking.js";
import { traceCopies } from "./trace.js";

const secret = "5d41402abc4b2a76b9719d911017c592";
const members = Array.from({ length: 24 }, (_, i) => `member-${i}`);
const prose =
  "They didn't call - they wrote... We've seen the mail and couldn't tell it from the port's own. The driver's phone - " +
  "an old one - wasn't locked... It's the haulier's portal that isn't right, and nobody's surprised - we'd been told... " +
  "Don't open it - it's the same sender's trick that didn't work in May, and hasn't since... Let's block it.";
const values = ["192.0.2.9", "192.0.2.14", "198.51.100.7", "203.0.113.5", "evil.example", "bad.example"];
const copyOf = (recipientId: string) => ({ secret, recipientId, objectId: "report-1" });

describe("a copy", () => {
  test("says the same, is one's own, and is the same each time", () => {
    const copies = members.map((id) => markText(prose, copyOf(id)));
    expect(new Set(copies).size).toBe(members.length);
    expect(copies).toEqual(members.map((id) => markText(prose, copyOf(id))));
    const plain = (text: string) => text.replaceAll("’", "'").replaceAll("–", "-").replaceAll("…", "...");
    for (const copy of copies) expect(plain(copy)).toBe(prose);
  });

  test.each([
    "10.0.0.0 - 10.0.0.9",
    "curl -H 'Accept: text/plain' https://x.example/a...b",
    "powershell -enc 'QQ=='",
    "1 - 2 - 3",
    "",
  ])("touches nothing in %j", (text) => {
    for (const id of members) expect(markText(text, copyOf(id))).toBe(text);
  });

  test("has all that a list has, in an order of its own that the list's order does not change", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 30 }), fc.constantFrom(...members), (list, id) => {
        const ordered = markOrder(list, (text) => text, copyOf(id));
        expect([...ordered].sort()).toEqual([...list].sort());
        expect(markOrder([...list].reverse(), (text) => text, copyOf(id))).toEqual(ordered);
      }),
    );
  });

  test("marked again is the same", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = markText(`${prose} ${text}`, copyOf("member-3"));
        expect(markText(once, copyOf("member-3"))).toBe(once);
      }),
    );
  });
});

describe("a leaked copy", () => {
  const original = { texts: [prose], values };
  const trace = (found: string) => traceCopies(found, original, { secret, objectId: "report-1" }, members);

  test.each(members)("of %s is told from all others", (id) => {
    const list = markOrder(values, (value) => value, copyOf(id)).join("\n");
    const [first, second] = trace(`Fwd: ${markText(prose, copyOf(id))}\n\n${list}`);
    expect(first).toMatchObject({ recipientId: id });
    expect(first?.agreeing).toBe(first?.marks);
    expect((second?.agreeing ?? 0) / (second?.marks ?? 1)).toBeLessThan(1);
  });

  test("is told by half of it, with line breaks moved", () => {
    const half = markText(prose, copyOf("member-7"))
      .slice(0, prose.length / 2)
      .replaceAll(" The ", "\nThe ");
    expect(trace(half)[0]).toMatchObject({ recipientId: "member-7" });
  });

  test("in which no mark is left tells nobody", () => {
    expect(trace("something else entirely")).toEqual([]);
  });
});

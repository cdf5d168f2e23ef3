import fc from "fast-check";
import { expect, test } from "vitest";
import { readEnvelope, readPriority } from "./read-envelope.js";

const receivedUs = Date.UTC(2026, 10, 22) * 1000;

test("a priority is 0 to 191 in angle brackets", () => {
  expect(readPriority("<0>x")).toEqual({ value: 0, length: 3 });
  expect(readPriority("<191>x")).toEqual({ value: 191, length: 5 });
  for (const text of ["<192>", "<>", "< 1>", "<1234>", "34>", "<34", ""])
    expect(readPriority(text)).toBeNull();
});

test("whatever comes, an envelope is read or not, and the message is the end of the line", () => {
  const pieces = fc.constantFrom(
    "<34>",
    "1 ",
    "Nov 21 10:00:00 ",
    "2026-11-21T10:00:00Z ",
    "- ",
    '[a b="c"]',
    "host ",
    "app[1]: ",
    "%ASA-6-1: ",
    "*",
    ": ",
    '"',
    "\\",
    "]",
    "\ufeff",
    "x",
  );
  const line = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(line, (text) => {
      const envelope = readEnvelope(text, receivedUs);
      if (envelope === null) return;
      expect(text.endsWith(envelope.message)).toBe(true);
      if (envelope.facility !== null) expect(envelope.facility).toBeLessThanOrEqual(23);
    }),
    { numRuns: 2000 },
  );
});

test("RFC 5424 comes back from what it was written of", () => {
  const word = fc.stringMatching(/^[!-<>-Z^-~]{1,20}$/).filter((text) => text !== "-");
  const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9.]{0,15}$/);
  const value = fc.string({ maxLength: 30 });
  const escaped = (text: string) => text.replace(/["\\\]]/g, "\\$&");
  fc.assert(
    fc.property(
      word,
      word,
      name,
      fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 4 }),
      fc.stringMatching(/^[ -~]{0,40}$/),
      (host, program, id, parameters, message) => {
        const data = parameters.map(([key, text]) => ` ${key}="${escaped(text)}"`).join("");
        const line = `<165>1 2026-11-21T10:00:00Z ${host} ${program} - - [${id}${data}] ${message}`;
        expect(readEnvelope(line, receivedUs)).toEqual({
          timeUs: Date.UTC(2026, 10, 21, 10) * 1000,
          facility: 20,
          severity: 5,
          host,
          program,
          pid: "",
          messageId: "",
          sequence: "",
          data: { [id]: Object.fromEntries(parameters) },
          message,
        });
      },
    ),
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eve } from "../../intake/formats/eve.js";
import { zeekJson } from "../../intake/formats/zeek-json.js";
import { buildKeyTable, type WantedKey } from "./key-table.js";
import { jsonKeyTable, wantedKeys } from "./plan.js";

/** The slots that a key's last bytes lead to, in the order in which they are compared. */
function chainOf({ places, slots, multiplier }: ReturnType<typeof buildKeyTable>, before: string): number[] {
  const word = Buffer.from(before.slice(-4), "latin1").readUInt32LE(0);
  const chain: number[] = [];
  let slot = places[Math.imul(word, multiplier) >>> 20] as number;
  while (slot !== 0) {
    chain.push(slot);
    slot = Buffer.from(slots).readUInt16LE(slot * 64 + 34);
  }
  return chain;
}

/** The reading by which a key is read, all its bytes compared; 0 where it is not wanted. */
function readingOf(table: ReturnType<typeof buildKeyTable>, before: string): number {
  for (const slot of chainOf(table, before)) {
    const bytes = table.slots.subarray(slot * 64, slot * 64 + 64);
    const last = Buffer.from(before.padStart(16, "\0").slice(-16), "latin1");
    const length = bytes[33] as number;
    const edge = before.at(-1 - length) ?? "";
    const isSame = last.every(
      (byte, at) => ((byte ^ (bytes[at] as number)) & (bytes[16 + at] as number)) === 0,
    );
    if (isSame && (length === 0 || ['"', ".", "_"].includes(edge))) return bytes[32] as number;
  }
  return 0;
}

/** How a wanted key may come: what stands before its closing quote. */
function spellingsOf({ name, whole, before = [] }: WantedKey): string[] {
  const own = ['{"', ',"', ', "', ',\t"'].map((start) => start + name);
  if (whole) return own;
  const edges = name.length === 2 ? before : [".", "_", "x.", "parent_"];
  return [...own, ...edges.map((edge) => `,"a${edge}${name}`)];
}

const plans = [eve.sieve(), zeekJson.sieve({ fileName: "conn.log", receivedUs: 0 })].map(
  (plan) => [plan.name, plan] as const,
);

describe.each(plans)("the table of %s", (_name, plan) => {
  const table = jsonKeyTable(plan);
  const wanted = wantedKeys(plan);

  test("finds every wanted key in all its spellings", () => {
    for (const key of wanted) {
      const longer = (spelling: string) =>
        wanted.some((other) => other.name.length > key.name.length && spelling.endsWith(other.name));
      const whole = (spelling: string) =>
        !key.whole && wanted.some((other) => other.whole && spelling.endsWith(`"${other.name}`));
      for (const spelling of spellingsOf(key))
        if (!longer(spelling) && !whole(spelling))
          expect(readingOf(table, spelling), spelling).toBe(key.reading);
    }
  });

  test("keeps clear of the frequent keys that carry nothing", () => {
    const names = new Set(wanted.map(({ name }) => name));
    const endings = new Set(wanted.map(({ name, whole }) => (whole ? `"${name}` : name).slice(-4)));
    const unwanted = plan.commonFields.filter(
      (name) => !names.has(name.split(".").at(-1) as string) && !endings.has(` ,"${name}`.slice(-4)),
    );
    expect(unwanted.filter((name) => chainOf(table, ` ,"${name}`).length > 0)).toEqual([]);
    for (const name of unwanted) expect(readingOf(table, ` ,"${name}`), name).toBe(0);
  });
});

test("wanted keys of any names are found, the longest first, and others are not", () => {
  const name = fc.stringMatching(/^[a-z]{2,3}[a-z_]{0,17}$/);
  const keys = fc.uniqueArray(
    fc.record({ name, whole: fc.boolean(), reading: fc.integer({ min: 1, max: 16 }) }),
    {
      selector: ({ name, whole }) => `${whole} ${name}`,
      minLength: 1,
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(keys, name, (wanted, other) => {
      const table = buildKeyTable(wanted, []);
      for (const text of [...wanted.map((key) => key.name), other]) {
        const before = `{"${text}`;
        // The last 16 bytes are compared, so names that differ only before them are one.
        const matching = wanted.filter(
          ({ name, whole }) =>
            (whole ? before.endsWith(`"${name}`.slice(-16)) : before.endsWith(`"${name}`.slice(-16))) ||
            (!whole &&
              name.length > 2 &&
              (before.endsWith(`_${name}`.slice(-17)) ||
                (name.length >= 16 && before.endsWith(name.slice(-16))))),
        );
        const readings = matching.map(({ reading }) => reading);
        if (matching.length === 0) expect(readingOf(table, before)).toBe(0);
        else expect(readings).toContain(readingOf(table, before));
      }
    }),
    { numRuns: 60 },
  );
});

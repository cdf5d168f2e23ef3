import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SpreadMemory, spreadWindowUs } from "./spread-memory.js";
import { isNoiseLabel, judge, nothingKnown, type Spread, targetednesses } from "./targetedness.js";

const day = 86_400e6;
const start = Date.UTC(2026, 0, 5) * 1000;
const spread = (given: Partial<Spread> = {}): Spread => ({
  met: 1,
  watching: 12,
  knownForUs: day,
  more: true,
  ...given,
});
const of = (given: Partial<Spread> | null, known = {}) =>
  judge(given === null ? null : spread(given), { ...nothingKnown, ...known }).targetedness;

describe("judge", () => {
  test("by how many members met it", () => {
    expect(of({})).toBe("only-us");
    expect(of({ met: 3 })).toBe("only-ports");
    expect(of({ met: 8, more: false })).toBe("everybody");
    expect(of({ met: 8, more: true })).toBe("only-ports");
    expect(of({ met: 2, watching: 3, more: false })).toBe("only-ports");
  });

  test("one that makes up a record does not learn that one or two others met the same", () => {
    for (const watching of [4, 5, 6]) {
      expect(of({ met: 3, watching, more: false })).toBe("only-ports");
      expect(of({ met: 4, watching, more: false })).toBe("everybody");
    }
  });

  test("says that it does not know where it can't", () => {
    expect(of(null)).toBe("unknown");
    expect(of({ watching: 2 })).toBe("unknown");
    expect(of({ knownForUs: 10 * 60e6 })).toBe("unknown");
  });

  test("by lists: research, noise, other centers", () => {
    expect(of({}, { allowedBy: "Shodan IP-Ranges, pot. used for Scanning" })).toBe("everybody");
    expect(of({}, { allowedBy: "Our own mail servers" })).toBe("only-us");
    expect(of({}, { labels: ["malware", "ssh-bruteforce"] })).toBe("everybody");
    expect(of({}, { labels: ["c2", "emotet"] })).toBe("only-us");
    expect(of({}, { otherPorts: 2 })).toBe("only-ports");
    expect(of({ met: 2 }, { others: 1 })).toBe("everybody");
  });

  test("labels of noise in the forms of feeds; those of real danger are none", () => {
    for (const label of [
      "scanner",
      "Mass-Scanner",
      "brute force",
      "tor-exit-node",
      'greynoise:classification="scanning"',
      "noise",
    ])
      expect(isNoiseLabel(label), label).toBe(true);
    for (const label of [
      "botnet",
      "phishing",
      "apt28",
      "cobalt-strike",
      "malicious",
      "ransomware",
      "port of Rotterdam",
    ])
      expect(isNoiseLabel(label), label).toBe(false);
  });

  test("always answers with a reason, and never calls by numbers alone what did more than knock everybody's", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.nat(20), fc.boolean(), (met, watching, days, more) => {
        const { targetedness, why } = judge({ met, watching, knownForUs: days * day, more });
        expect(targetednesses).toContain(targetedness);
        expect(why.endsWith(".")).toBe(true);
        if (more) expect(targetedness).not.toBe("everybody");
      }),
    );
  });

  const lists = resolve(import.meta.dirname, "../../../../shared/data/08-warninglists");
  test.skipIf(!existsSync(lists))(
    "MISP's lists of research scanners are known by their names, and no other list is",
    () => {
      const names = readdirSync(lists)
        .filter((file) => file.endsWith(".json"))
        .map(
          (file) =>
            [file, (JSON.parse(readFileSync(join(lists, file), "utf8")) as { name: string }).name] as const,
        );
      expect(names.length).toBeGreaterThan(50);
      for (const [file, allowedBy] of names)
        expect(of({}, { allowedBy }) === "everybody", `${file}: ${allowedBy}`).toBe(
          /scann|shadowserver|shodan/.test(file),
        );
    },
  );
});

describe("SpreadMemory", () => {
  test("counts members within the window, and who watches", () => {
    const memory = new SpreadMemory();
    for (const id of ["a", "b", "c", "d", "e"]) memory.watches(id, start);
    expect(memory.spreadOf("192.0.2.1", start)).toBeNull();
    memory.meet("192.0.2.1", "a", start, false);
    memory.meet("192.0.2.1", "a", start + day, false);
    memory.meet("192.0.2.1", "b", start + day, true);
    expect(memory.spreadOf("192.0.2.1", start + 2 * day)).toEqual({
      met: 2,
      watching: 5,
      knownForUs: 2 * day,
      more: true,
    });
    const later = start + spreadWindowUs + day + 1;
    expect(memory.spreadOf("192.0.2.1", later)).toBeNull();
  });

  test("is the same opened again, and what it can't use it begins anew", () => {
    const memory = new SpreadMemory();
    for (let at = 0; at < 500; at++)
      memory.meet(`192.0.2.${at % 50}`, `m${at % 7}`, start + at, at % 3 === 0);
    const again = new SpreadMemory(structuredClone(memory.save()));
    for (let at = 0; at < 50; at++)
      expect(again.spreadOf(`192.0.2.${at}`, start + day)).toEqual(
        memory.spreadOf(`192.0.2.${at}`, start + day),
      );
    again.meet("192.0.2.1", "m9", start + day, false);
    expect(again.spreadOf("192.0.2.1", start + day)?.watching).toBe(8);
    expect(new SpreadMemory({ version: 9, sources: 4 }).figures()).toEqual({ held: 0, dropped: 0 });
    expect(new SpreadMemory("x").spreadOf("a", start)).toBeNull();
  });

  test("equals an exact count, in whatever order they come", () => {
    const meeting = fc.tuple(fc.nat(5), fc.nat(9), fc.nat(20));
    fc.assert(
      fc.property(fc.array(meeting, { maxLength: 60 }), (meetings) => {
        const memory = new SpreadMemory();
        for (const [source, member, at] of meetings)
          memory.meet(`s${source}`, `m${member}`, start + at * day, false);
        const nowUs = start + 20 * day;
        for (let source = 0; source <= 5; source++) {
          const exact = new Set(
            meetings.filter(([of, , at]) => of === source && at >= 6).map(([, member]) => member),
          );
          expect(memory.spreadOf(`s${source}`, nowUs)?.met ?? 0).toBe(exact.size);
        }
      }),
    );
  });

  test("holds its bound under a flood, keeps what several members met, and counts what it forgot", () => {
    const memory = new SpreadMemory(null, 2000);
    memory.meet("203.0.113.1", "a", start, true);
    memory.meet("203.0.113.1", "b", start, true);
    for (let at = 0; at < 3000; at++) memory.meet(`x${at}`, "a", start, false);
    expect(memory.figures()).toEqual({ held: 2000, dropped: 1001 });
    expect(memory.spreadOf("203.0.113.1", start)?.met).toBe(2);
  });
});

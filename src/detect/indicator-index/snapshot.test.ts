import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import type { IndicatorClaim, Observable } from "../../model/index.js";
import { IndicatorIndex } from "./indicator-index.js";
import { digestOf } from "./keyed-values.js";

const folder = mkdtempSync(join(tmpdir(), "breakwater-snapshot-"));
afterAll(() => rmSync(folder, { recursive: true }));

function claim(source: string, more: Partial<IndicatorClaim> = {}): IndicatorClaim {
  return {
    source,
    confidence: 50,
    validFromUs: null,
    validUntilUs: null,
    tlp: "TLP:GREEN",
    labels: ["fäll", "b"],
    ...more,
  };
}

function listed(i: number): Observable {
  switch (i % 6) {
    case 0:
      return { type: "ipv4", value: `198.51.${(i >> 8) & 255}.${i & 255}` };
    case 1:
      return { type: "domain", value: `${"long-label-".repeat(6)}${i}.host${i % 97}.example` };
    case 2:
      return { type: "url", value: `http://host${i % 97}.example/${"path/".repeat(12)}${i}` };
    case 3:
      return { type: "cidr", value: `10.${i & 255}.${(i >> 8) & 255}.0/24` };
    case 4:
      return { type: "ipv6", value: `2001:db8::${(i + 1).toString(16)}` };
    default:
      return { type: "email", value: `jürgen${i}@example.com` };
  }
}

function load(path: string, key?: Uint8Array): IndicatorIndex {
  const loaded = IndicatorIndex.load(path, () => null, key === undefined ? {} : { key });
  if (loaded instanceof Problem) throw new Error(loaded.detail);
  return loaded.index;
}

describe("a saved index", () => {
  const key = Buffer.alloc(32, 7);
  const hidden: Observable = { type: "domain", value: "hidden.example" };
  // About 5 MiB of text, so that some comes at once and some later.
  const count = 60_000;
  const path = join(folder, "index");
  const made = new IndicatorIndex(undefined, { key });
  for (let i = 0; i < count; i++)
    made.add(listed(i), claim(`feed${i % 3}`, i % 5 === 0 ? { validFromUs: i, validUntilUs: i + 100 } : {}));
  for (let i = 0; i < count; i += 7) made.remove(listed(i), `feed${i % 3}`);
  made.addKeyed("domain", made.locatorOf(hidden), digestOf(key, hidden), claim("blind"));

  test("answers as the one that was saved, and goes on from there", async () => {
    expect(await made.save(path, "revision 5")).toBe(null);
    expect(readdirSync(folder)).toEqual(["index"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const loaded = IndicatorIndex.load(path, () => "list", { key });
    if (loaded instanceof Problem) throw new Error(loaded.detail);
    const { index, revision } = loaded;
    expect(revision).toBe("revision 5");
    expect([index.size, index.claims, index.version]).toEqual([made.size, made.claims, made.version]);
    // Changes before all texts are there.
    index.remove(listed(59_998), `feed${59_998 % 3}`);
    index.add(listed(7), claim("late"));
    made.remove(listed(59_998), `feed${59_998 % 3}`);
    made.add(listed(7), claim("late"));
    for (let i = 0; i < count; i += 11) {
      const { indicator } = made.lookup(listed(i), null) ?? {};
      const match = index.lookup(listed(i), null);
      expect(match?.indicator).toEqual(
        indicator === undefined ? undefined : { ...indicator, allowedBy: "list" },
      );
    }
    expect(index.lookup({ type: "domain", value: "a.hidden.example" }, null)?.indicator.observable).toEqual(
      hidden,
    );
    expect(await index.whole).toBe(null);
    for (let i = 0; i < 20_000; i++) index.add({ type: "domain", value: `more${i}.example` }, claim("later"));
    for (let i = 1; i < count; i += 101)
      expect(index.lookup(listed(i), null)?.indicator.observable).toEqual(
        made.lookup(listed(i), null)?.indicator.observable,
      );
    expect(await index.save(path, "revision 6")).toBe(null);
    const again = load(path, key);
    expect(again.size).toBe(index.size);
    expect(again.lookup({ type: "domain", value: "more77.example" }, null)?.indicator.claims).toEqual([
      claim("later"),
    ]);
  });

  test("that is damaged, cut, foreign or missing is refused", async () => {
    expect(await made.save(path, "x")).toBe(null);
    const whole = readFileSync(path);
    const broken = join(folder, "broken");
    const refusal = (bytes: Uint8Array): string => {
      writeFileSync(broken, bytes);
      const loaded = IndicatorIndex.load(broken);
      return loaded instanceof Problem ? loaded.detail.slice(broken.length + 2) : "loaded";
    };
    const flipped = (at: number): Uint8Array => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 1;
      return bytes;
    };
    expect(refusal(flipped(3))).toBe("it is no saved index.");
    expect(refusal(flipped(16))).toBe("another version of Breakwater has written it.");
    expect(refusal(flipped(33))).toBe("it is damaged.");
    for (const at of [4096, 5000, 100_000, 1_500_000, whole.length - 10])
      expect(refusal(flipped(at))).toBe("it is damaged.");
    for (const length of [0, 100, 4096, 300_000, whole.length - 1])
      expect(refusal(whole.subarray(0, length))).toBe("it ends early.");
    expect(refusal(Buffer.concat([whole, Buffer.from("x")]))).toBe("it ends early.");
    expect(refusal(Buffer.from(`${"{}\n".repeat(5000)}`))).toBe("it is no saved index.");
    const missing = IndicatorIndex.load(join(folder, "missing"));
    expect(missing instanceof Problem && missing.code).toBe("detect.index-unreadable");
    const unwritable = await made.save(join(folder, "no folder", "index"), "x");
    expect(unwritable?.code).toBe("detect.index-unwritable");
  });

  test("whose texts are damaged meets no wrong value, and says so", async () => {
    expect(await made.save(path, "x")).toBe(null);
    const bytes = readFileSync(path);
    // The texts come last, before the head.
    const head = bytes.readDoubleLE(24);
    const at = head - 400_000;
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(join(folder, "texts"), bytes);
    const index = load(join(folder, "texts"));
    for (let i = 0; i < count; i += 13) {
      const met = index.lookup(listed(i), null);
      if (met !== null)
        expect(met.indicator.observable).toEqual(made.lookup(listed(i), null)?.indicator.observable);
    }
    expect((await index.whole)?.code).toBe("detect.index-unreadable");
  });

  test("with entries that are still on disk is changed and shared as any other", async () => {
    // 131,072 entries come at once, MiB by MiB what is beyond.
    const address = (i: number): Observable => ({
      type: "ipv4",
      value: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
    });
    const large = new IndicatorIndex();
    for (let i = 0; i < 280_000; i++) large.add(address(i), claim("feed"));
    large.remove(address(270_000), "feed"); // its number is free, and still on disk later
    expect(await large.save(path, "large")).toBe(null);
    const index = load(path);
    index.add(address(290_000), claim("late"));
    expect(index.remove(address(200_000), "feed")).toBe(true);
    expect(index.remove(address(200_000), "feed")).toBe(false);
    const view = IndicatorIndex.attach(load(path).shared);
    for (let i = 0; i < 280_000; i += 997) {
      expect(index.lookup(address(i), null)?.indicator.observable).toEqual(address(i));
      expect(view.lookup(address(i), null)?.indicator.observable).toEqual(address(i));
    }
    expect(index.lookup(address(290_000), null)?.indicator.claims).toEqual([claim("late")]);
    expect(index.lookup(address(270_000), null)).toBe(null);
    expect(await index.whole).toBe(null);
    expect(index.lookup(address(200_000), null)).toBe(null);
    expect(index.removeSource("feed")).toBe(279_998);
    expect(index.size).toBe(1);
    view.close();
  });

  test("empty", async () => {
    expect(await new IndicatorIndex().save(path, "")).toBe(null);
    const index = load(path);
    expect(index.size).toBe(0);
    index.add(listed(3), claim("a"));
    expect(index.lookup({ type: "ipv4", value: "10.3.0.9" }, null)?.indicator.observable).toEqual(listed(3));
  });
});

test("what is no file is refused at once, and nobody is waited for", () => {
  const fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  for (const path of [fifo, folder, "/dev/zero"])
    expect(IndicatorIndex.load(path, () => null)).toMatchObject({ code: "detect.index-unreadable" });
});

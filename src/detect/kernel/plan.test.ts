import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { eve } from "../../intake/formats/eve.js";
import { zeekJson } from "../../intake/formats/zeek-json.js";
import type { JsonSievePlan, Reading } from "../../intake/index.js";
import { type Event, observe } from "../../model/index.js";
import { wantedKeys } from "./plan.js";
import { askedByKernel, askedFor } from "./reference/asked.js";
import { KernelView, withOneLog } from "./reference/kernel-view.js";

const view = new KernelView();
const origin = { fileName: "conn.log", receivedUs: 0 };

/** Texts that a field of each reading gives something of. */
const samples: Readonly<Partial<Record<Reading, readonly string[]>>> = {
  address: ["192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7"],
  domain: ["www.example.org"],
  host: ["192.0.2.7", "2001:db8::7", "www.example.org", "example.org:8443"],
  name: ["*.example.org", "192.0.2.7"],
  url: ["http://example.org:81/a?b", "https://192.0.2.7/"],
  hash: ["d41d8cd98f00b204e9800998ecf8427e"],
  mails: ['"A, B" <a@example.org>, b@example.net', "a@example.org"],
  email: ["a@example.org"],
  ja3: ["d41d8cd98f00b204e9800998ecf8427e"],
  ja3s: ["d41d8cd98f00b204e9800998ecf8427e"],
  ja4: ["t13d1516h2_8daaf6152771_b186095e22b6"],
  dn: ["CN=example.org,E=a@example.org"],
  fingerprint: ["da:39:a3:ee:5e:6b:4b:0d:32:55:bf:ef:95:60:18:90:af:d8:07:09"],
  forwarded: ["192.0.2.7"],
  sip: ["sip:a@example.org"],
  principal: ["HTTP/www.example.org"],
  unc: ["\\\\192.0.2.7\\share", "//192.0.2.7/share"],
  any: ["example.org"],
};

/** A value at a path: nested, with lists at every level, in one key with dots or underscores. */
function spellings(path: string, value: string): string[] {
  const names = path.split(".");
  const first = names[0] as string;
  const rest = names.slice(1);
  const nest = (list: boolean, gap: string) => {
    const inner = rest.reduceRight(
      (below, name) => `{"${name}":${gap}${list ? `[${below}]` : below}}`,
      value,
    );
    return `"${first}":${gap}${list ? `[${inner}]` : inner}`;
  };
  const flat = [path, path.replaceAll(".", "_")].map((key) => `"${key}":${value}`);
  return [nest(false, ""), nest(false, " "), nest(true, ""), ...flat];
}

const sets: readonly {
  name: string;
  plan: JsonSievePlan;
  first: string;
  read: (line: string) => Event | Problem;
}[] = [
  { name: "EVE", plan: eve.sieve(), first: '"event_type":"dns"', read: (line) => eve.read(line) },
  {
    name: "Zeek",
    plan: zeekJson.sieve(origin),
    first: '"ts":1',
    read: (line) => zeekJson.read(line, origin),
  },
];

describe.each(sets)("the keys of $name", ({ plan, first, read }) => {
  const oneLog = withOneLog(plan);

  test.each(Object.entries(plan.fields))("cover %s (%s)", (path, reading) => {
    for (const sample of samples[reading] ?? [])
      for (const spelling of spellings(path, JSON.stringify(sample)))
        for (const line of [`{${first},${spelling}}`, `{${spelling}, ${first}}`]) {
          const event = read(line);
          if (event instanceof Problem) throw new Error(`${line}: ${event.detail}`);
          expect(event.carried, line).not.toEqual([]);
          const { slow, values } = view.scan(oneLog, `${line}\n`);
          if (slow.size > 0) continue;
          const asked = values.map(askedByKernel);
          for (const { meaning, text } of event.carried) {
            const observable = observe(meaning, text);
            if (observable !== null)
              expect(asked, `${line}: ${text}`).toContain(askedFor(view.hash, observable));
          }
        }
  });

  test("settle a plain value of every field that is not left to the format", () => {
    const isLeft = (path: string) =>
      plan.slowFields.some((field) => path === field || path.startsWith(`${field}.`)) ||
      path.endsWith(".xff");
    const odd = Object.entries(plan.fields)
      .filter(([path]) => !isLeft(path))
      .filter(([path, reading]) => {
        const [spelling] = spellings(path, JSON.stringify(samples[reading]?.at(-1)));
        return view.scan(oneLog, `{${first},${spelling}}\n`).slow.size > 0;
      });
    expect(odd).toEqual([]);
  });

  test("are few enough for a table, and none is wanted twice", () => {
    const names = wantedKeys(plan).map(({ name, whole }) => `${whole ? '"' : ""}${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeLessThan(120);
  });
});

/**
 * The rules of TAXII 2.1 (OASIS standard, 10 June 2021), one test each, in the order of the fact sheet's section 4.1.
 * They are derived from the standard; they are not the OASIS interoperability tests.
 */
import { describe, expect, test } from "vitest";
import { shareProblem } from "../problems.js";
import { MemoryShelf } from "./memory-shelf.js";
import { type ApiRoot, answerTaxii, type TaxiiAnswer, type TaxiiReader } from "./protocol.js";
import { statusOf } from "./resources.js";
import type { Collection, ShelfObject, Taking } from "./shelf.js";
import { readTaxiiTime, taxiiTime } from "./times.js";

const taxii = "application/taxii+json;version=2.1";
const root: ApiRoot = { path: "/taxii2/port/", title: "Port", description: "", contentMax: 2000 };
const collection = (id: string, part: Partial<Collection> = {}): Collection => ({
  id,
  alias: null,
  title: id,
  description: "",
  canRead: true,
  canWrite: true,
  mediaTypes: ["application/stix+json;version=2.1"],
  ...part,
});
const both = "11111111-1111-4111-8111-111111111111";
const readOnly = "22222222-2222-4222-8222-222222222222";
const writeOnly = "33333333-3333-4333-8333-333333333333";
const neither = "44444444-4444-4444-8444-444444444444";
const list = [
  collection(neither, { canRead: false, canWrite: false }),
  collection(both, { alias: "main" }),
  collection(writeOnly, { canRead: false }),
  collection(readOnly, { canWrite: false }),
];
const indicator = (n: number) => `indicator--${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`;
const kept = (n: number, addedUs: number, version: string, specVersion = "2.1"): ShelfObject => ({
  addedUs,
  id: indicator(n),
  version,
  specVersion,
  content: JSON.stringify({
    type: "indicator",
    id: indicator(n),
    modified: version,
    spec_version: specVersion,
  }),
});
const start = readTaxiiTime("2026-01-01T00:00:00Z") as number;
const v = (day: number) => `2026-01-0${day}T00:00:00.000Z`;
const five = [1, 2, 3, 4, 5].map((n) => kept(n, start + n, v(1)));

interface World {
  readonly shelf: MemoryShelf;
  ask(method: string, path: string, more?: Asking): Promise<TaxiiAnswer>;
}
interface Asking {
  readonly accept?: string | undefined;
  readonly contentType?: string;
  readonly body?: string | Uint8Array | null;
  readonly noReader?: boolean;
}

function world(objects: readonly ShelfObject[] = five, pageMax = 100): World {
  const shelf = new MemoryShelf(objects);
  const statuses = new Map<string, object>();
  const reader: TaxiiReader = {
    roots: async () => [root],
    collections: async () => list,
    shelf: () => shelf,
    keepStatus: async (_root, taking: Taking, requestUs) => {
      const id = `55555555-5555-4555-8555-55555555555${statuses.size}`;
      statuses.set(id, statusOf(id, requestUs, taking));
      return id;
    },
    readStatus: async (_root, id) => statuses.get(id) ?? null,
  };
  const settings = {
    discovery: { title: "Breakwater", description: "", contact: "" },
    pageMax,
    nowUs: () => start,
  };
  return {
    shelf,
    ask: (method, address, more = {}) => {
      const [path = "", query = ""] = address.split("?");
      const body = typeof more.body === "string" ? new TextEncoder().encode(more.body) : (more.body ?? null);
      return answerTaxii(settings, more.noReader === true ? null : reader, {
        method,
        path,
        query: new URLSearchParams(query),
        accept: "accept" in more ? more.accept : taxii,
        contentType: more.contentType ?? (method === "POST" ? taxii : undefined),
        body,
      });
    },
  };
}

const at = (id: string, rest = "") => `/taxii2/port/collections/${id}/${rest}`;
const read = (answer: TaxiiAnswer) => JSON.parse(answer.body) as Record<string, unknown>;
const ids = (answer: TaxiiAnswer) =>
  ((read(answer)["objects"] ?? []) as readonly { id: string }[]).map(({ id }) => Number(id.slice(11, 19)));

describe("rules 1 and 2: media types", () => {
  test.each([
    [taxii, 200],
    ["application/taxii+json", 200],
    ['application/taxii+json; version="2.1"', 200],
    ["APPLICATION/TAXII+JSON;VERSION=2.1", 200],
    ["text/html, application/taxii+json;version=2.1;q=0.5", 200],
    ["*/*", 200],
    ["application/*", 200],
    [undefined, 200],
    ["application/taxii+json;version=2.0", 406],
    ["application/vnd.oasis.taxii+json", 406],
    ["application/json", 406],
    ["application/taxii+json;q=0", 406],
    ["application/stix+json", 406],
    [",".repeat(5000), 406],
  ])("Accept: %s is answered %i, in TAXII's media type", async (accept, status) => {
    const answer = await world().ask("GET", "/taxii2/", { accept });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe(taxii);
  });

  test("a manifest may be asked for as STIX, as the standard's own table has it", async () => {
    const answer = await world().ask("GET", at(both, "manifest/"), {
      accept: "application/stix+json;version=2.1",
    });
    expect(answer.status).toBe(200);
  });

  test.each([
    [taxii, 202],
    ["application/taxii+json", 202],
    ["application/json", 415],
    ["application/stix+json;version=2.1", 415],
    ["application/taxii+json;version=2.0", 415],
    ["", 415],
  ])("Content-Type: %s of a POST is answered %i", async (contentType, status) => {
    const answer = await world().ask("POST", at(both, "objects/"), { contentType, body: "{}" });
    expect(answer.status).toBe(status);
  });
});

describe("rule 3: errors", () => {
  test("say title, what, code and their own status as a string", async () => {
    const answer = await world().ask("GET", at(both, "objects/?limit=0"));
    expect(answer.status).toBe(400);
    expect(read(answer)).toEqual({
      title: expect.any(String),
      description: expect.stringContaining("limit"),
      error_code: "share.taxii-query",
      http_status: "400",
    });
  });
});

describe("rule 4: times, ids, empty lists", () => {
  test("times have six digits of a second", () => {
    expect(taxiiTime(start + 1)).toBe("2026-01-01T00:00:00.000001Z");
    expect(readTaxiiTime("2026-01-01T00:00:00.000001Z")).toBe(start + 1);
    expect(readTaxiiTime("1969-12-31T23:59:59.999999Z")).toBe(-1);
    expect(taxiiTime(-1)).toBe("1969-12-31T23:59:59.999999Z");
  });

  test.each([
    "2026-02-30T00:00:00Z",
    "2026-01-01",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:00+01:00",
    "now",
  ])("%s is no time", (text) => expect(readTaxiiTime(text)).toBeNull());

  test("lists that would be empty are left out", async () => {
    const empty = world([]);
    expect((await empty.ask("GET", at(both, "objects/"))).body).toBe("{}");
    expect((await empty.ask("GET", at(both, "manifest/"))).body).toBe("{}");
    const posted = read(await empty.ask("POST", at(both, "objects/"), { body: "{}" }));
    expect(posted).not.toHaveProperty("successes");
    expect(posted).not.toHaveProperty("pendings");
  });
});

describe("rule 5: the two date headers", () => {
  test.each(["objects/", "manifest/", `objects/${indicator(1)}/`, `objects/${indicator(1)}/versions/`])(
    "are on %s",
    async (rest) => {
      const { headers } = await world().ask("GET", at(both, rest));
      expect(headers["x-taxii-date-added-first"]).toBe(taxiiTime(start + 1));
      expect(headers["x-taxii-date-added-last"]).toMatch(/^2026-01-01T00:00:00\.00000[15]Z$/);
    },
  );

  test("are left out of an empty page, which has no times", async () => {
    const { headers } = await world([]).ask("GET", at(both, "objects/"));
    expect(Object.keys(headers)).toEqual(["content-type"]);
  });
});

describe("rule 6: order", () => {
  test("objects and manifest rise by date_added; collections stand by id", async () => {
    const { ask } = world([...five].reverse());
    expect(ids(await ask("GET", at(both, "objects/")))).toEqual([1, 2, 3, 4, 5]);
    const manifest = read(await ask("GET", at(both, "manifest/")))["objects"] as readonly {
      date_added: string;
    }[];
    const dates = manifest.map(({ date_added }) => date_added);
    expect(dates).toEqual([...dates].sort());
    const found = read(await ask("GET", "/taxii2/port/collections/"))["collections"] as readonly {
      id: string;
    }[];
    expect(found.map(({ id }) => id)).toEqual([both, readOnly, writeOnly, neither].sort());
  });
});

describe("rule 7: filters", () => {
  test("added_after is strict", async () => {
    const answer = await world().ask("GET", at(both, `objects/?added_after=${taxiiTime(start + 3)}`));
    expect(ids(answer)).toEqual([4, 5]);
  });

  test("a comma means or, several fields mean and, an unknown field is passed over", async () => {
    const { ask } = world();
    const query = `match[id]=${indicator(1)},${indicator(2)}&match[type]=indicator,malware&match[colour]=red`;
    expect(ids(await ask("GET", at(both, `objects/?${query}`)))).toEqual([1, 2]);
    expect(ids(await ask("GET", at(both, `objects/?match[id]=${indicator(1)}&match[type]=malware`)))).toEqual(
      [],
    );
  });

  test("the default is the last version in the newest STIX there is of each object", async () => {
    const { ask } = world([
      kept(1, start + 1, v(1)),
      kept(1, start + 2, v(2)),
      kept(1, start + 3, v(3), "2.0"),
      kept(2, start + 4, v(1), "2.0"),
    ]);
    const manifest = read(await ask("GET", at(both, "manifest/")))["objects"] as readonly object[];
    expect(manifest).toEqual([
      expect.objectContaining({
        id: indicator(1),
        version: v(2),
        media_type: "application/stix+json;version=2.1",
      }),
      expect.objectContaining({
        id: indicator(2),
        version: v(1),
        media_type: "application/stix+json;version=2.0",
      }),
    ]);
  });

  test.each([
    ["first", 1],
    ["last", 1],
    ["all", 3],
    ["first,last", 2],
    [v(2), 1],
    [`${v(2)},last`, 2],
  ])("version %s finds %i", async (version, count) => {
    const { ask } = world([1, 2, 3].map((day) => kept(1, start + day, v(day))));
    expect(ids(await ask("GET", at(both, `objects/?match[version]=${version}`)))).toHaveLength(count);
  });

  test.each([
    "added_after=yesterday",
    "added_after=",
    `added_after=${taxiiTime(start)}&added_after=${taxiiTime(start)}`,
    "limit=0",
    "limit=-1",
    "limit=ten",
    "limit=1&limit=2",
    "match[version]=all,last",
    "match[version]=newest",
    "match[id]=a,,b",
    "match[id]=a,%20b",
    "match[spec_version]=two",
    `match[id]=${"x,".repeat(300)}x`,
    "next=1",
    "next=%00",
  ])("what can't be read is refused: %s", async (query) => {
    expect((await world().ask("GET", at(both, `objects/?${query}`))).status).toBe(400);
  });
});

describe("rule 8: pages", () => {
  async function walk(
    paging: "next" | "added_after",
    limit: number,
    pageMax: number,
  ): Promise<readonly number[]> {
    const { ask } = world(five, pageMax);
    const found: number[] = [];
    let more = "";
    for (let pages = 0; pages < 20; pages += 1) {
      const answer = await ask("GET", at(both, `objects/?limit=${limit}${more}`));
      const page = read(answer);
      expect(ids(answer).length).toBeLessThanOrEqual(limit);
      found.push(...ids(answer));
      if (page["more"] !== true) return found;
      more =
        paging === "next"
          ? `&next=${page["next"]}`
          : `&added_after=${answer.headers["x-taxii-date-added-last"]}`;
    }
    throw new Error("The pages never end.");
  }

  test.each([
    ["next", 2, 100],
    ["added_after", 2, 100],
    ["next", 100, 2],
    ["added_after", 100, 1],
    ["next", 5, 5],
  ] as const)(
    "by %s, limit %i, at most %i a page: everything once, in order",
    async (paging, limit, pageMax) => {
      expect(await walk(paging, limit, pageMax)).toEqual([1, 2, 3, 4, 5]);
    },
  );

  test("next goes with the filters it was given for, and with none else", async () => {
    const { ask } = world();
    const { next } = read(await ask("GET", at(both, "objects/?limit=2")));
    expect((await ask("GET", at(both, `objects/?limit=2&next=${next}&match[type]=malware`))).status).toBe(
      400,
    );
    expect((await ask("GET", at(both, `objects/?limit=9&next=${next}`))).status).toBe(200);
  });

  test("a client that sends next and added_after together goes on, and never back", async () => {
    const { ask } = world();
    const { next } = read(await ask("GET", at(both, "objects/?limit=3")));
    const answer = await ask("GET", at(both, `objects/?next=${next}&added_after=${taxiiTime(start)}`));
    expect(ids(answer)).toEqual([4, 5]);
  });

  test("manifest and versions are paged without next", async () => {
    const { ask } = world(
      [1, 2, 3].map((day) => kept(1, start + day, v(day))),
      2,
    );
    for (const rest of ["manifest/?match[version]=all", `objects/${indicator(1)}/versions/?limit=2`]) {
      const page = read(await ask("GET", at(both, rest)));
      expect(page["more"]).toBe(true);
      expect(page).not.toHaveProperty("next");
    }
  });
});

describe("rules 9 to 11: discovery, API root, collection", () => {
  test("discovery names its roots and a default among them", async () => {
    expect(read(await world().ask("GET", "/taxii2/"))).toEqual({
      title: "Breakwater",
      default: root.path,
      api_roots: [root.path],
    });
  });

  test("an API root says its versions and the largest body", async () => {
    expect(read(await world().ask("GET", root.path))).toEqual({
      title: "Port",
      versions: [taxii],
      max_content_length: 2000,
    });
  });

  test("a collection is found by id and by alias", async () => {
    const { ask } = world();
    expect(read(await ask("GET", at("main")))).toEqual(read(await ask("GET", at(both))));
    expect(ids(await ask("GET", at("main", "objects/")))).toHaveLength(5);
  });
});

describe("rule 12: rights", () => {
  test.each([
    ["GET", both, 200],
    ["GET", readOnly, 200],
    ["GET", writeOnly, 403],
    ["GET", neither, 404],
    ["GET", "66666666-6666-4666-8666-666666666666", 404],
    ["POST", both, 202],
    ["POST", readOnly, 403],
    ["POST", writeOnly, 202],
    ["POST", neither, 404],
  ])("%s of objects in %s is answered %i", async (method, id, status) => {
    const answer = await world().ask(method, at(id, "objects/"), { body: "{}" });
    expect(answer.status).toBe(status);
  });

  test.each(["/taxii2/", "/taxii2/port/", at(both), at(both, "objects/"), "/anything/"])(
    "without credentials %s is answered 401 with a challenge",
    async (path) => {
      const answer = await world().ask("GET", path, { noReader: true });
      expect(answer.status).toBe(401);
      expect(answer.headers["www-authenticate"]).toContain("Basic");
    },
  );
});

describe("rules 13 and 14: giving objects, and what became of them", () => {
  const object = { type: "indicator", id: indicator(9), modified: v(1) };

  test("the status tells each object, and can be asked for again", async () => {
    const { ask } = world([]);
    const answer = await ask("POST", at(both, "objects/"), {
      body: JSON.stringify({ objects: [object, {}] }),
    });
    expect(answer.status).toBe(202);
    const status = read(answer);
    expect(status).toMatchObject({
      status: "complete",
      total_count: 2,
      success_count: 1,
      failure_count: 1,
      pending_count: 0,
      successes: [{ id: indicator(9), version: v(1) }],
      failures: [{ message: "id: It has none." }],
    });
    const again = await ask("GET", `/taxii2/port/status/${status["id"]}/`);
    expect(read(again)).toEqual(status);
    expect((await ask("GET", "/taxii2/port/status/77777777-7777-4777-8777-777777777777/")).status).toBe(404);
  });

  test("the same object once more is no error and is kept once", async () => {
    const { ask, shelf } = world([]);
    const body = JSON.stringify({ objects: [object] });
    for (let times = 0; times < 2; times += 1)
      expect(read(await ask("POST", at(both, "objects/"), { body }))["success_count"]).toBe(1);
    expect(shelf.objects).toHaveLength(1);
  });

  test.each([
    ["[]", 422],
    ["{", 422],
    ['{"objects": {}}', 422],
    ['{"type":"bundle","id":"bundle--1","objects":[]}', 422],
    [`{"objects":${"[".repeat(100)}`, 422],
    [new Uint8Array([0xff, 0xfe]), 422],
    [`{"x":"${"a".repeat(3000)}"}`, 413],
    [null, 413],
  ])("a body that is no envelope is refused (case %#)", async (body, status) => {
    expect((await world().ask("POST", at(both, "objects/"), { body })).status).toBe(status);
  });
});

describe("rule 15: deleting", () => {
  test.each([
    [neither, 404],
    [readOnly, 403],
    [writeOnly, 403],
    [both, 200],
  ])("in %s it is answered %i", async (id, status) => {
    expect((await world().ask("DELETE", at(id, `objects/${indicator(1)}/`))).status).toBe(status);
  });

  test("takes every version, or the one that is named; then it is gone", async () => {
    const { ask, shelf } = world([1, 2, 3].map((day) => kept(1, start + day, v(day))));
    await ask("DELETE", at(both, `objects/${indicator(1)}/?match[version]=${v(2)}`));
    expect(shelf.objects.map(({ version }) => version)).toEqual([v(1), v(3)]);
    await ask("DELETE", at(both, `objects/${indicator(1)}/`));
    expect((await ask("GET", at(both, `objects/${indicator(1)}/`))).status).toBe(404);
    expect((await ask("GET", at(both, "manifest/"))).body).toBe("{}");
    expect((await ask("DELETE", at(both, `objects/${indicator(1)}/`))).status).toBe(404);
  });
});

describe("rule 16: nothing found", () => {
  test("no match in a collection is an empty envelope; an unknown object is 404", async () => {
    const { ask } = world();
    expect((await ask("GET", at(both, "objects/?match[type]=malware"))).body).toBe("{}");
    expect((await ask("GET", at(both, `objects/${indicator(99)}/`))).status).toBe(404);
    expect((await ask("GET", at(both, `objects/${indicator(1)}/?match[version]=${v(9)}`))).body).toBe("{}");
  });
});

describe("addresses", () => {
  test.each([
    ["/taxii2", 404],
    ["/taxii2/port", 404],
    ["/taxii2/port/collections", 404],
    ["/taxii2/port/nothing/", 404],
    [at(both, "object/"), 404],
    [at(both, "objects/a/b/c/"), 404],
    [at("%zz"), 404],
    ["/taxii2/other/", 404],
  ])("%s is answered %i", async (path, status) => {
    expect((await world().ask("GET", path)).status).toBe(status);
  });

  test.each(["PUT", "PATCH", "POST", "DELETE"])("%s is not taken on a collection", async (method) => {
    expect((await world().ask(method, at(both))).status).toBe(405);
  });

  test("HEAD is answered as GET is", async () => {
    const { ask } = world();
    for (const path of ["/taxii2/", at(both), at(both, "objects/"), at(both, `objects/${indicator(9)}/`)]) {
      const [head, get] = [await ask("HEAD", path), await ask("GET", path)];
      expect([path, head.status, head.headers]).toEqual([path, get.status, get.headers]);
    }
  });

  test("what no store can keep is asked of none: a NUL in a path is nothing's name, in a filter a fault", async () => {
    const { ask, shelf } = world();
    shelf.page = () => Promise.reject(new Error("invalid byte sequence"));
    shelf.has = shelf.page as never;
    for (const path of [at(both, "objects/indicator--%00/"), at("a%00b"), "/taxii2/port/status/a%00b/"])
      expect([path, (await ask("GET", path)).status]).toEqual([path, 404]);
    for (const field of ["id", "type"]) {
      const answer = await ask("GET", at(both, `objects/?match[${field}]=a%00b`));
      expect([answer.status, read(answer)["description"]]).toEqual([
        400,
        expect.stringContaining(`match[${field}]: It has a NUL`),
      ]);
    }
    expect((await ask("DELETE", at(both, "objects/a%00b/"))).status).toBe(404);
  });

  test("what was wrong and what to do are two sentences", async () => {
    const answer = await world().ask("GET", "/taxii2/", { accept: "application/json" });
    expect(read(answer)["description"]).toBe(
      "Accept: application/json. Ask for application/taxii+json;version=2.1.",
    );
  });

  test("a quota that is spent is 429, with the seconds until the next day", async () => {
    const { ask, shelf } = world();
    const spent = shareProblem("taxii-quota", "20,000 today.");
    shelf.add = async () => spent as never;
    const answer = await ask("POST", at(both, "objects/"), { body: "{}" });
    expect([answer.status, answer.headers["retry-after"]]).toEqual([429, String(86_400)]);
    expect(read(answer)).toMatchObject({ error_code: "share.taxii-quota", http_status: "429" });
  });
});

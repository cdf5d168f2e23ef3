/** An archive of rules over HTTPS, with the one client replaced by what servers answer. */
import { expect, test } from "vitest";
import type { Answered, Asking } from "../../../base/index.js";
import { fetchRules } from "./fetch-rules.js";

const nothing = { etag: "", modified: "" };

function servers(answers: Readonly<Record<string, Partial<Answered> & { readonly headersOf?: object }>>) {
  const asked: Asking[] = [];
  const ask = async (asking: Asking): Promise<Answered> => {
    asked.push(asking);
    const { status = 200, body = new Uint8Array(), headersOf = {} } = answers[asking.url] ?? { status: 404 };
    return { status, body, headers: new Map(Object.entries(headersOf)) };
  };
  return { ask, asked };
}

test("follows to where the file lies, and keeps what says which it is", async () => {
  const { ask, asked } = servers({
    "https://hub.example/latest": { status: 302, headersOf: { location: "/files/r7.tar.gz" } },
    "https://hub.example/files/r7.tar.gz": {
      body: Buffer.from("x"),
      headersOf: { etag: '"7"', "last-modified": "Sun, 22 Nov 2026 10:00:00 GMT" },
    },
  });
  expect(await fetchRules("https://hub.example/latest", nothing, ask)).toMatchObject({
    label: "r7.tar.gz",
    etag: '"7"',
    modified: "Sun, 22 Nov 2026 10:00:00 GMT",
  });
  expect(asked.every(({ mayBeNear, bytesMax }) => mayBeNear === undefined && bytesMax > 0)).toBe(true);
});

test("a name that stands for nothing is taken as it is", async () => {
  const { ask } = servers({ "https://hub.example/%zz.yml": { body: Buffer.from("x") } });
  expect(await fetchRules("https://hub.example/%zz.yml", nothing, ask)).toMatchObject({ label: "%zz.yml" });
});

test("asks only for what has changed", async () => {
  const { ask, asked } = servers({ "https://hub.example/a": { status: 304 } });
  expect(await fetchRules("https://hub.example/a", { etag: '"7"', modified: "then" }, ask)).toBeNull();
  expect(asked[0]?.headers).toMatchObject({ "if-none-match": '"7"', "if-modified-since": "then" });
});

test("does not follow for ever, nor to what is no address, and says what was answered", async () => {
  const { ask, asked } = servers({
    "https://hub.example/round": { status: 301, headersOf: { location: "/round" } },
    "https://hub.example/bad": { status: 302, headersOf: { location: "http://[" } },
  });
  for (const place of ["round", "bad", "missing"])
    expect(await fetchRules(`https://hub.example/${place}`, nothing, ask)).toMatchObject({
      code: "detect.rule-source-refused",
    });
  expect(asked).toHaveLength(6);
});

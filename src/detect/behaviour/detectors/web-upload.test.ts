import { describe, expect, test } from "vitest";
import { factOf, minuteUs, play, testStartUs } from "../testing.js";
import { webUpload } from "./web-upload.js";

const put = (uri: string, more: Parameters<typeof factOf>[0] = {}, http = {}) =>
  factOf({
    log: "zeek-http",
    source: "10.0.0.4",
    destination: "192.0.2.4",
    destinationPort: 80,
    ...more,
    http: {
      method: "PUT",
      host: "192.0.2.4",
      uri,
      status: 201,
      userAgent: "Microsoft-WebDAV-MiniRedir/10.0",
      ...http,
    },
  });
const said = (facts: Parameters<typeof play>[1]) =>
  play(webUpload, facts).findings.map(({ level, subject, fields }) => [level, subject?.value, fields.files]);

describe("web-upload", () => {
  test("an archive that a bare address took; inside it is milder; to a name as well", () => {
    expect(said([put("/webdav/Office.7z?x=1")])).toEqual([["high", "192.0.2.4", "Office.7z"]]);
    const inside = { destination: "10.0.9.4" };
    expect(said([put("/webdav/Office.7z", inside, { host: "10.0.9.4" })])).toEqual([
      ["medium", "10.0.9.4", "Office.7z"],
    ]);
    expect(said([put("/a/lsass.dmp", {}, { host: "drop.odd-name.net" })])).toEqual([
      ["medium", "drop.odd-name.net", "lsass.dmp"],
    ]);
  });

  test("much in an hour, of any kind", () => {
    const post = (at: number, bytesOut: number) =>
      put(
        "/api",
        { timeUs: testStartUs + at * minuteUs },
        { method: "POST", host: "odd-name.net", bytesOut },
      );
    expect(said(Array.from({ length: 20 }, (_, at) => post(at, 6e6)))).toEqual([
      ["medium", "odd-name.net", undefined],
    ]);
    expect(said(Array.from({ length: 20 }, (_, at) => post(at * 30, 6e6)))).toEqual([]);
  });

  test("what was refused, what is not telling, known sites, own servers and what comes in are none", () => {
    expect(
      said([
        put("/webdav/Office.7z", {}, { status: 401 }),
        put("/page.html"),
        put("/Office.7z", {}, { host: "www.dropbox.com" }),
        put("/Office.7z", { destination: "10.0.9.4" }, { host: "files.pier7.example" }),
        put("/Office.7z", { source: "192.0.2.1", destination: "10.0.9.4" }),
      ]),
    ).toEqual([]);
  });

  test("says it again when it has doubled, also over a restart", () => {
    const facts = Array.from({ length: 9 }, (_, at) => put(`/${at}.zip`));
    expect(play(webUpload, facts).findings.map(({ count }) => count)).toEqual([1, 2, 4, 8]);
    expect(play(webUpload, facts, { saveEvery: 2 }).findings).toEqual(play(webUpload, facts).findings);
  });
});

import { describe, expect, test } from "vitest";
import { factOf, play } from "../testing.js";
import { bareDownload } from "./bare-download.js";

const get = (uri: string, http = {}, more: Parameters<typeof factOf>[0] = {}) =>
  factOf({
    log: "zeek-http",
    source: "10.0.0.5",
    destination: "192.0.2.9",
    destinationPort: 8000,
    ...more,
    http: { method: "GET", host: "192.0.2.9:8000", uri, status: 200, bytesIn: 7168, ...http },
  });
const said = (facts: Parameters<typeof play>[1]) =>
  play(bareDownload, facts).findings.map(({ level, subject, fields }) => [
    level,
    subject?.value,
    fields["files"],
  ]);

describe("bare-download", () => {
  test("a program by its kind or name, from a bare address or without a Host at all", () => {
    expect(said([get("/a/tool.EXE?x=1")])).toEqual([["medium", "192.0.2.9", "tool.EXE"]]);
    expect(said([get("/x", {}, { native: { resp_mime_types: ["application/x-dosexec"] } })])).toEqual([
      ["medium", "192.0.2.9", "x"],
    ]);
    expect(
      said([get("", { host: "", method: "" }, { native: { resp_mime_types: ["application/x-dosexec"] } })]),
    ).toEqual([["medium", "192.0.2.9", "without a name"]]);
    expect(said([get("/bins/jaws.mips")])).toHaveLength(1);
    expect(said([get("/t.exe", { host: "10.0.9.9" }, { destination: "10.0.9.9" })])[0]?.[0]).toBe("low");
  });

  test("named servers, pages, refusals, empty answers and one's own servers are none", () => {
    expect(
      said([
        get("/setup.exe", { host: "download.example.com" }),
        get("/index.html"),
        get("/t.exe", { status: 404 }),
        get("/t.exe", { status: 0, bytesIn: 0 }),
        get("/charm"),
      ]),
    ).toEqual([]);
    expect(bareDownload.wants(get("/t.exe", {}, { source: "192.0.2.1", destination: "10.0.0.5" }))).toBe(
      false,
    );
  });

  test("says it again when it has doubled, also over restarts", () => {
    const facts = Array.from({ length: 5 }, (_, at) => get(`/${at}.dll`));
    expect(play(bareDownload, facts).findings.map(({ count }) => count)).toEqual([1, 2, 4]);
    expect(play(bareDownload, facts, { saveEvery: 1 }).findings).toEqual(play(bareDownload, facts).findings);
  });
});

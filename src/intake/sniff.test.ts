/** Which format a stream is taken for, and that a bad line in it changes nothing. */
import { describe, expect, test } from "vitest";
import { isLineDelimited, sampleFrom, sniffFormat } from "./sniff.js";
import { readText } from "./testing.js";

const eve = (id: number, more = "") =>
  `{"timestamp":"2026-11-22T00:00:00.000000+0000","flow_id":${id},"event_type":"dns","src_ip":"192.0.2.1"${more}}`;
const zeek = (id: number) => `{"_path":"conn","ts":${id},"uid":"C${id}","id.orig_h":"192.0.2.1"}`;
const plain = (id: number) => `{"when":"2026-11-22T00:00:00Z","client":"192.0.2.${id}"}`;
const syslog = (id: number) => `<134>Nov 22 00:00:0${id} gate app[1]: message ${id}`;
const times = (line: (id: number) => string, count = 4) => Array.from({ length: count }, (_, id) => line(id));
const argusHead = "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport";
const argusRow = "2011/08/10 09:46:53,1.0,tcp,192.0.2.1,4080,->,192.0.2.2,22";

function known(lines: readonly string[], fileName = ""): string {
  const format = sniffFormat(sampleFrom(Buffer.from(`${lines.join("\n")}\n`), fileName, true));
  return "id" in format ? format.id : format.code;
}

const bad: Readonly<Record<string, string>> = {
  "the end of a record": '92.0.2.1","event_type":"dns"}',
  "the start of one": '{"timestamp":"2026-11',
  "prose in brackets": "[warn] disk almost full",
  "a record of another format in JSON": zeek(0),
  "an object that nobody knows": '{"a":1}',
  "a line of syslog": syslog(0),
};

describe("a first line that is bad", () => {
  test.each(Object.entries(bad))("%s, changes no format", (_what, line) => {
    expect(known([line, ...times(eve)])).toBe("eve");
    expect(known([line, ...times(syslog, 8)])).toBe("syslog");
    expect(known([line, argusHead, argusRow, argusRow])).toBe("argus");
    expect(known([line, ...times(plain, 8)])).toBe("json-lines");
    if (line !== bad["a record of another format in JSON"])
      expect(known([line, ...times(zeek)])).toBe("zeek-json");
    expect(known([line.startsWith("{") ? eve(0) : line, ...times(zeek)])).toBe("zeek-json");
  });

  test("is told from a good one even where there is only one more, whole or cut", async () => {
    for (const line of ["torn\x01", '92.0.2.1"}']) {
      expect(known([line, eve(1)])).toBe("eve");
      expect(known([line, eve(1, `,"pad":"${"x".repeat(8000)}"`)])).toBe("eve");
    }
    const result = await readText(`torn"}\n${times(eve).join("\n")}\n`, "eve.json");
    expect(result.events.map(({ event }) => event.log)).toEqual(Array(4).fill("eve-dns"));
    expect(result.refused).toMatchObject([{ line: 1, code: "intake.json-invalid" }]);
  });
});

describe("what stays as it is", () => {
  test("documents are known by all that is seen of them", () => {
    const pretty = JSON.stringify(
      times(eve).map((line) => JSON.parse(line)),
      null,
      2,
    );
    expect(known(pretty.split("\n"))).toBe("eve");
    expect(known([`[${times(zeek).join(",\n")}]`])).toBe("zeek-json");
    expect(isLineDelimited(sampleFrom(Buffer.from(pretty), "", true))).toBe(false);
  });

  test("the generic format takes objects among other lines only where nobody else knows them", () => {
    expect(known([...times((id) => `  at Main.java:${id}`), plain(1)])).toBe("json-lines");
    expect(known(["Minutes of the meeting", "", "We met."])).toBe("intake.format-unknown");
  });

  test("lines of several devices are syslog's, also bare, those of one are that device's", () => {
    const cef = "CEF:0|Vendor|Product|1.0|100|Name|5|src=192.0.2.1";
    const leef = "LEEF:1.0|Vendor|Product|1.0|100|src=192.0.2.1";
    expect(known([cef, cef, cef])).toBe("cef");
    expect(known([cef, leef, cef, leef])).toBe("syslog");
    expect(known([...times(syslog, 3), ...times(eve, 1)])).toBe("syslog");
  });
});

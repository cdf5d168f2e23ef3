import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePattern } from "./parse.js";
import { printPattern } from "./print.js";
import { anyPattern } from "./testing.js";

function printed(text: string): string {
  const pattern = parsePattern(text);
  return "error" in pattern ? pattern.error : printPattern(pattern);
}

describe("reading and writing patterns", () => {
  test("what is written reads as the same tree", () => {
    fc.assert(
      fc.property(anyPattern, (pattern) => {
        expect(parsePattern(printPattern(pattern))).toEqual(pattern);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    // the examples of the specification (2.1, section 9.8)
    ["[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']"],
    [
      "[email-message:from_ref.value MATCHES '.+\\\\@example\\\\.com$' AND email-message:body_multipart[*].body_raw_ref.name MATCHES '^Final Report.+\\\\.exe$']",
    ],
    [
      "[file:hashes.'SHA-256' = 'bf07a7' OR file:hashes.MD5 = 'cead3f'] AND [file:hashes.'SHA-256' = 'aec070']",
    ],
    [
      "([file:hashes.MD5 = '790540'] FOLLOWEDBY [windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\foo\\\\bar']) WITHIN 300 SECONDS",
    ],
    [
      "[artifact:mime_type = 'application/vnd.tcpdump.pcap' AND artifact:payload_bin MATCHES '\\\\xd4\\\\xc3\\\\xb2\\\\xa1\\\\x02\\\\x00\\\\x04\\\\x00']",
    ],
    ["[file:name = 'foo.dll' AND file:parent_directory_ref.path = 'C:\\\\Windows\\\\System32']"],
    ["[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]"],
    ["[file:mime_type = 'image/bmp' AND file:magic_number_hex = h'ffd8']"],
    [
      "[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = 'example.com'] REPEATS 5 TIMES WITHIN 1800 SECONDS",
    ],
    ["[domain-name:value = 'www.5z8.info' AND domain-name:resolves_to_refs[*].value = '198.51.100.1/32']"],
    ["[(file:name = 'pdf.exe' OR file:size = 371712) AND file:created = t'2014-01-13T07:03:17Z']"],
    ["[network-traffic:dst_ref.value ISSUBSET '2001:0db8:dead:beef:0000:0000:0000:0000/64']"],
    [
      "([file:name = 'foo.dll'] AND [windows-registry-key:key = 'HKLM\\\\foo']) OR [process:name = 'fooproc' OR process:name = 'procfoo']",
    ],
    [
      "[process:command_line MATCHES '^a$'] FOLLOWEDBY [process:command_line MATCHES '^b$'] WITHIN 300 SECONDS",
    ],
    [
      "[NOT EXISTS file:name] START t'2016-06-01T01:30:00.123Z' STOP t'2016-06-01T02:20:00Z' WITHIN 0.5 SECONDS",
    ],
    ["[x_own:a.'b c'[0][*].d NOT IN ('x', 1, 2.5, true, h'00ff', b'AAE=', t'2020-02-29T00:00:00Z')]"],
  ])("%s is written as it was read", (text) => {
    const canonical = text.startsWith("([file:name = 'foo.dll']")
      ? text.replace(/^\((.*)\) OR/, "$1 OR")
      : text;
    expect(printed(text)).toBe(canonical);
  });

  test.each([
    ["[ a:b='x' ]", "[a:b = 'x']"],
    ["[\n\ta : b . c [ 0 ] == 'x' /* why */ ] // end", "[a:b.c[0] = 'x']"],
    ["[a:b <> 1 and a:c in (+1,-0,007, .50,1.)]", "[a:b != 1 AND a:c IN (1, 0, 7, 0.5, 1.0)]"],
    [
      "[network-traffic:start = '2018-04-20T12:36:24.558Z']",
      "[network-traffic:start = '2018-04-20T12:36:24.558Z']",
    ],
    // STIX 2.0: other case, instants as strings, hyphens without quotes
    [
      "[a:b = 1] start '2016-06-01T01:30:00.500Z' stop '2016-06-01T02:20:00.0Z'",
      "[a:b = 1] START t'2016-06-01T01:30:00.5Z' STOP t'2016-06-01T02:20:00Z'",
    ],
    ["[file:extensions.ntfs-ext.sid = 's']", "[file:extensions.'ntfs-ext'.sid = 's']"],
    ["[a:b = TRUE]", "[a:b = true]"],
    // precedence: AND before OR before FOLLOWEDBY; parentheses that say no more are gone
    [
      "[a:b=1] OR [a:b=2] AND [a:b=3] FOLLOWEDBY [a:b=4]",
      "[a:b = 1] OR [a:b = 2] AND [a:b = 3] FOLLOWEDBY [a:b = 4]",
    ],
    ["(([a:b=1] OR [a:b=2]) AND ([a:b=3]))", "([a:b = 1] OR [a:b = 2]) AND [a:b = 3]"],
    ["[a:b=1] AND ([a:b=2] AND [a:b=3])", "[a:b = 1] AND [a:b = 2] AND [a:b = 3]"],
    ["[(a:b=1 OR a:b=2) AND a:c=3 OR a:d=4]", "[(a:b = 1 OR a:b = 2) AND a:c = 3 OR a:d = 4]"],
    [
      "[a:b=1] WITHIN 5 SECONDS REPEATS 2 TIMES REPEATS 2 TIMES",
      "[a:b = 1] WITHIN 5 SECONDS REPEATS 2 TIMES REPEATS 2 TIMES",
    ],
    ["[a:b = -9223372036854775808]", "[a:b = -9223372036854775808]"],
  ])("%s is %s", (text, canonical) => {
    expect(printed(text)).toBe(canonical);
    expect(printed(canonical)).toBe(canonical);
  });

  test.each([
    ["file:size = 1280", 'line 1, column 1: [ or ( must stand where "file:size = 1280" stands'],
    ["[file:size = ]", 'line 1, column 14: a constant must stand where "]" stands'],
    [
      "[file.size = 1280]",
      'line 1, column 6: a bracket, an operator, a path or a constant must stand where ".size = 1280]" stands',
    ],
    ["[file:hashes.MD5 = cead3f77]", 'line 1, column 20: a constant must stand where "cead3f77]" stands'],
    ["[a:b = 'x']\n AND [a:b = 'y'", "line 2, column 16: ] must stand where its end stands"],
    [
      "[a:b = 'x'] WITHIN -5 SECONDS",
      'line 1, column 20: a number of seconds above 0 must stand where "-5 SECONDS" stands',
    ],
    ["[a:b = 'x'] WITHIN 5 HOURS", 'line 1, column 22: SECONDS must stand where "HOURS" stands'],
    [
      "[a:b = 'x'] REPEATS 0 TIMES",
      'line 1, column 21: a whole number of times above 0 must stand where "0 TIMES" stands',
    ],
    ["[a:b ISSUBSET 5]", 'line 1, column 15: a string must stand where "5]" stands'],
    ["[a:b < true]", 'line 1, column 8: a constant that has an order must stand where "true]" stands'],
    [
      "[a:b = t'2026-02-30T00:00:00Z']",
      "line 1, column 8: an instant such as 2026-01-02T03:04:05.678Z must stand where \"t'2026-02-30T00:00:00Z'\" stands",
    ],
    ["[a:b = h'abc']", "line 1, column 8: pairs of hexadecimal digits must stand where \"h'abc'\" stands"],
    ["[a:b = b'====']", "line 1, column 8: base64 must stand where \"b'===='\" stands"],
    ["[a:b[-1] = 1]", 'line 1, column 6: * or a place in a list, from 0 must stand where "-1] = 1]" stands'],
    [
      "[file:hashes.\"SHA-256\" = 'f0']",
      'line 1, column 14: a property must stand where "\\"SHA-256\\" = \'f0\']" stands',
    ],
    ["[NOT a:b = 1]", 'line 1, column 6: EXISTS must stand where "a:b = 1]" stands'],
    [
      "[a:b =? 'x']",
      "line 1, column 7: a bracket, an operator, a path or a constant must stand where \"? 'x']\" stands",
    ],
    [
      "[a:b = 'x\\n']",
      "line 1, column 8: the end of the string, or \\' or \\\\ for its backslash must stand where \"'x\\\\n']\" stands",
    ],
    [
      "[a:b = 'x'] )",
      'line 1, column 13: AND, OR, FOLLOWEDBY, a qualifier or nothing must stand where ")" stands',
    ],
    ["", "line 1, column 1: [ or ( must stand where its end stands"],
  ])("%j is refused with its place", (text, error) => {
    expect(printed(text)).toBe(error);
  });

  test("length, depth, tokens, steps and qualifiers are bounded", () => {
    const refused = (text: string) => (parsePattern(text) as { expected?: string }).expected;
    expect(refused("x".repeat(262_145))).toBe("at most 262144 characters");
    expect(refused("(".repeat(100))).toBe("at most 64 levels of parentheses");
    expect(refused(`[${"(".repeat(100)}`)).toBe("at most 64 levels of parentheses");
    expect(refused("[".repeat(70_000))).toBe("at most 65536 tokens");
    expect(refused(`[a:b${".c".repeat(100)} = 1]`)).toBe("at most 64 steps in a path");
    expect(refused(`[a:b = 1]${" REPEATS 1 TIMES".repeat(20)}`)).toBe("at most 16 qualifiers in a row");
    expect(refused(`[a:b = ${"1".repeat(100)}]`)).toBe("at most 64 digits");
    const deep = `${"(".repeat(64)}[a:b = 1]${")".repeat(64)}`;
    expect(printed(deep)).toBe("[a:b = 1]");
  });

  test("any text is answered, and so is any text made of pieces of patterns or of a pattern with a fault", () => {
    const answered = (text: string) => {
      const pattern = parsePattern(text);
      if ("error" in pattern) expect(pattern.line * pattern.column).toBeGreaterThan(0);
      else expect(parsePattern(printPattern(pattern))).toEqual(pattern);
    };
    const piece = fc.constantFrom(
      "[",
      "]",
      "(",
      ")",
      "a:b",
      "x-y:z",
      ".",
      "[*]",
      "[0]",
      "'s'",
      "'",
      "\\",
      "t'",
      "h'0",
      "b'",
      "5",
      "-",
      "1.5",
      " ",
      "=",
      "!=",
      "<",
      "IN",
      "NOT",
      "EXISTS",
      "LIKE",
      "AND",
      "OR",
      "FOLLOWEDBY",
      "WITHIN",
      "SECONDS",
      "REPEATS",
      "TIMES",
      "START",
      "STOP",
      ",",
      "/*",
      "*/",
      "//",
      "\n",
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (all) => answered(all.join(" "))),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (all) => answered(all.join(""))),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), answered), { numRuns: 300 });
    fc.assert(
      fc.property(anyPattern, fc.nat(), fc.nat(3), fc.string({ maxLength: 2 }), (pattern, at, cut, put) => {
        const text = printPattern(pattern);
        const place = at % (text.length + 1);
        answered(text.slice(0, place) + put + text.slice(place + cut));
      }),
      { numRuns: 500 },
    );
  });

  test("time grows with the length only, whatever the text is", () => {
    for (const text of ["'", "h'", "/*", "/**", "a:", "a:'", "[a:b = ", "\\'", "(", "1.", '"', "a:b[", " "]) {
      const before = process.cpuUsage().user;
      parsePattern(text.repeat(262_144 / text.length));
      parsePattern(`[a:b = '${text.repeat(200_000 / text.length)}`);
      expect(process.cpuUsage().user - before).toBeLessThan(4e6);
    }
  });
});

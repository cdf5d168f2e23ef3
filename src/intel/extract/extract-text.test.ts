import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extractText } from "./extract-text.js";
import type { ExtractionOptions } from "./extraction.js";
import { around, broken, networkValue, otherValue } from "./testing.js";

const found = async (text: string, options: ExtractionOptions = {}) =>
  (await extractText(text, options)).observables.map(({ kind, value }) => `${kind} ${value}`);

describe("a broken value", () => {
  test("is found in any prose, whatever way it was broken, and is the value", async () => {
    const planted = networkValue.chain((value) => fc.tuple(fc.constant(value), broken(value), around));
    await fc.assert(
      fc.asyncProperty(planted, async ([{ kind, value }, text, [before, after]]) => {
        // `http` with no sign of breaking is a whole link, which may be a citation.
        fc.pre(text !== value);
        expect(await found(before + text + after)).toContain(`${kind} ${value}`);
      }),
      { numRuns: 2000 },
    );
  });

  test("is told with the text as it was written, and its line", async () => {
    const { observables } = await extractText(
      "Hello,\r\n\r\nwe saw hXXps[:]//evil[.]example[.]ru/a?b=1 today.",
      {},
    );
    expect(observables).toMatchObject([
      {
        kind: "url",
        value: "https://evil.example.ru/a?b=1",
        text: "hXXps[:]//evil[.]example[.]ru/a?b=1",
        line: 3,
      },
    ]);
  });

  test.each([
    ["192[.]0[.]2[.]9", "ipv4 192.0.2.9"],
    ["192.0.2[.]9:8080", "ipv4 192.0.2.9"],
    ["198.51.100[.]0/24", "cidr 198.51.100.0/24"],
    ["2a02[:]6b8::2:242", "ipv6 2a02:6b8::2:242"],
    ["evil[.]co[.]uk/gate.php", "url http://evil.co.uk/gate.php"],
    ["hxxp://evil[.]ru:8080/x", "url http://evil.ru:8080/x"],
    ["hxxps://EVIL[.]RU/X", "url https://evil.ru/X"],
    ["tcp[:]//45.9.1[.]2:443/", "url tcp://45.9.1.2:443/"],
    ["evil [dot] ru", "domain evil.ru"],
    ["evil dot ru", "domain evil.ru"],
    ["bob at evil dot ru", "email bob@evil.ru"],
    ["bob[at]evil[.]ru", "email bob@evil.ru"],
    ["ｅｖｉｌ．ｒｕ", "domain evil.ru"],
    ["ev\u200bil.\u00adru", "domain evil.ru"],
    ["evil\\.ru", "domain evil.ru"],
    ["\\https://evil[.]ru/a", "url https://evil.ru/a"],
    ["\\\\45.9.1[.]2@80\\share\\a.msi", "ipv4 45.9.1.2"],
    ["münchen[.]de", "domain xn--mnchen-3ya.de"],
    ["пример[.]рф", "domain xn--e1afmkfd.xn--p1ai"],
    ["http://evil[.]ru/a(1).exe", "url http://evil.ru/a(1).exe"],
    ["hxxp://[2a02:6b8::2]/x", "url http://[2a02:6b8::2]/x"],
    ["hxxps://evil[.]ru/a[4-digit number]", "domain evil.ru"],
    ["hxxp://a[.]ru/xhxxp://b[.]ru/y", "url http://b.ru/y"],
    ["hxxps://www.google[.]com/url?q=hxxps://evil[.]ru/x&sa=D", "url https://evil.ru/x"],
    [
      "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.ru%2Fx&data=05",
      "url https://evil.ru/x",
    ],
    ["https://urldefense.com/v3/__https://evil.ru/x__;!!abc$", "url https://evil.ru/x"],
  ])("%s is %s", async (text, value) => {
    expect(await found(`We saw ${text} there`)).toContain(value);
  });
});

describe("a value that needs no breaking", () => {
  test("is found in any prose", async () => {
    await fc.assert(
      fc.asyncProperty(otherValue, around, async ({ kind, value }, [before, after]) => {
        expect(await found(before + value + after)).toEqual([`${kind} ${value}`]);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    [
      "SHA256: 3CB8174BECB3C89318ED01CCD76E71CBEB8BC9E0FCBCE8E110D40CD71AF20FA2",
      "sha256 3cb8174becb3c89318ed01ccd76e71cbeb8bc9e0fcbce8e110d40cd71af20fa2",
    ],
    ["JA3: 6734f37431670b3ab4292b8f60f29984", "ja3 6734f37431670b3ab4292b8f60f29984"],
    ["JA3S fingerprint 6734f37431670b3ab4292b8f60f29984", "ja3s 6734f37431670b3ab4292b8f60f29984"],
    ["ja4=t13d1516h2_8daaf6152771_b186095e22b6", "ja4 t13d1516h2_8daaf6152771_b186095e22b6"],
    ["exploits cve-2017-0199 and", "vulnerability CVE-2017-0199"],
    ["10.0.0.5 GET http://evil.ru/a.php 200", "url http://evil.ru/a.php"],
    ["2024-05-01 query: evil.pl IN A from 10.1.1.1", "domain evil.pl"],
    ["src=45.9.1.2 dst=10.0.0.1", "ipv4 45.9.1.2"],
    ["from 45.9.1.2:50123 to us", "ipv4 45.9.1.2"],
    ["traffic to evil-updates.top since noon", "domain evil-updates.top"],
    ["mail from mailto:boss@evil.top asking", "email boss@evil.top"],
  ])("%s holds %s", async (text, value) => {
    expect(await found(text)).toContain(value);
  });
});

describe("what a page's width has broken", () => {
  test.each([
    [
      "a hash and a date: the hash alone",
      "3cb8174becb3c89318ed01ccd76e71cb\n20240101",
      "md5 3cb8174becb3c89318ed01ccd76e71cb",
    ],
    [
      "a hash over two lines",
      "- 3cb8174becb3c89318ed01ccd76e71cbeb8bc9e0\n  fcbce8e110d40cd71af20fa2",
      "sha256 3cb8174becb3c89318ed01ccd76e71cbeb8bc9e0fcbce8e110d40cd71af20fa2",
    ],
    [
      "a URL that ends in &",
      "- hxxps[:]//evil[.]ru/a?b=1&\n  c=2&\n  d=3",
      "url https://evil.ru/a?b=1&c=2&d=3",
    ],
    ["a URL that ends in /", "hxxps[:]//evil[.]ru/a/\nb1.php", "url https://evil.ru/a/b1.php"],
    ["a name that ends in its dot", "we saw evil[.]\nru there", "domain evil.ru"],
  ])("%s is put together", async (_name, text, value) => {
    expect((await found(text))[0]).toBe(value);
  });

  test("lines of a list stay apart", async () => {
    expect(
      await found("hxxps://evil[.]ru/a/\nhxxps://evil[.]ru/b/\n\nhxxps://evil[.]ru/c/\nNotes on it"),
    ).toEqual(["url https://evil.ru/a/", "url https://evil.ru/b/", "url https://evil.ru/c/"]);
  });
});

describe("noise", () => {
  test.each([
    ["a version", "Upgrade to version 10.2.3.4 or firmware v2.4.1.9, Chrome/120.0.6099.71"],
    ["five numbers", "oid 1.3.6.1.4.1.311"],
    ["files", "run setup.py, then install.sh, and open invoice.zip or readme.md"],
    ["archives with long names", "| Marble_Blast_Gold.v1.4.zip | 4K.Video.Crack.zip |"],
    ["paths", "C:\\Users\\x\\evil.com and /etc/cron.d/run.sh and %TEMP%\\a.zip"],
    ["detection names", "Win32/Spy.Agent.AE, JS/Agent.QRI, Trojan.Win32.Agent.IN"],
    ["code", "call document.name() and System.Net.WebClient or com.android.app"],
    ["sentences without a blank", "It is done.It was fine.So we left"],
    ["addresses of our own", "10.1.2.3, 192.168.1.1, 127.0.0.1, 169.254.1.1, fe80::1, ff02::1"],
    ["times and MACs", "at 12:34:56 from 00:11:22:aa:bb:cc, std::string a::b"],
    [
      "a hash inside a URL",
      "https://www.virustotal.com/gui/file/3cb8174becb3c89318ed01ccd76e71cbeb8bc9e0fcbce8e110d40cd71af20fa2",
    ],
    [
      "other hashes",
      "imphash: 6734f37431670b3ab4292b8f60f29984, commit 2b42fd41a1c8ac12221857dd2df93164a71b95d7",
    ],
    ["harmless", "- 6cf60c768a7377f7c4842c14c3c4d416480a7044a7a5a72b61ff142a796273ec <-- not malicious"],
    ["harmless, in Spanish", "hash 6734f37431670b3ab4292b8f60f29984 (no malicioso)"],
    ["a citation", "More details: https://blog.vendor-site.com/2024/report"],
    ["a list of references", "== References\n\n- https://some-blog.com/post\n- hxxps://other-blog[.]com/x"],
    ["the imprint", "© 2024 Vendor. Contact us at info@vendor-site.com or www.vendor-site.com"],
    ["examples", "for example 192.0.2.1, or http://www.example.com/ on your side"],
    ["a dot com", "before the dotcom bubble; a dot on the map"],
    ["placeholders", "hxxps://[domain]/Login/register? and hxxps://[.]com/"],
    ["zeros", "00000000000000000000000000000000"],
  ])("%s is left out", async (_name, text) => {
    expect(await found(text)).toEqual([]);
  });

  test("whole links in a report that breaks its indicators are citations", async () => {
    const { observables, notes } = await extractText(
      "As https://news-site.com/a says, evil[.]ru, bad[.]ru and hxxp://worse[.]ru/x are hostile. Ask support@vendor.com.",
      {},
    );
    expect(observables.map(({ value }) => value)).toEqual(["evil.ru", "bad.ru", "http://worse.ru/x"]);
    expect(notes.join(" ")).toContain("2 values were left out as references");
  });

  test("a whole name in a list of indicators counts, even there", async () => {
    expect(await found("evil[.]ru bad[.]ru worse[.]ru\n\n== C&C servers\n\n- whole.top\n")).toContain(
      "domain whole.top",
    );
  });

  test("the publisher's names are left out wherever they stand, its own names too", async () => {
    const text = "see blog.vendor-site.com today\n\nCopyright Vendor, info@vendor-site.com";
    expect(await found(text)).toEqual([]);
    expect(
      await found("mail.port-company.com talked to evil.top", { ownNames: ["port-company.com"] }),
    ).toEqual(["domain evil.top"]);
  });

  test("allow-listed values are left out, but not a broken page on a large site", async () => {
    const allowedBy = ({ value }: { value: string }) => (/google/.test(value) ? "large sites" : null);
    expect(await found("docs.google.com and hxxps://docs.google[.]com/d/abc", { allowedBy })).toEqual([
      "url https://docs.google.com/d/abc",
    ]);
  });
});

describe("how sure it is", () => {
  const sure = async (text: string, value: string) =>
    (await extractText(text, {})).observables.find((one) => one.value === value)?.confidence ?? 0;

  test("broken and listed is surer than broken, that than whole in a list, that than whole in prose", async () => {
    const listed = await sure("== Indicators\n\n- evil[.]ru\n", "evil.ru");
    const prose = await sure("we saw evil[.]ru there", "evil.ru");
    const wholeListed = await sure("== Indicators\n\n- evil.ru\n", "evil.ru");
    const whole = await sure("we saw evil.ru there", "evil.ru");
    expect([listed, prose, wholeListed, whole]).toEqual(
      [...[listed, prose, wholeListed, whole]].sort((a, b) => b - a),
    );
    expect(new Set([listed, prose, wholeListed, whole]).size).toBe(4);
  });

  test("each value is told once, as sure as its best place, where it stood first", async () => {
    const { observables } = await extractText("evil.ru was seen\n\n== Indicators\n\n- evil[.]ru\n", {});
    expect(observables).toMatchObject([{ value: "evil.ru", line: 1, text: "evil.ru", confidence: 100 }]);
  });
});

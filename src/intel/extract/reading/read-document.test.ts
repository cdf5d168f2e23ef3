import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../../base/index.js";
import { extractText } from "../extract-text.js";
import { mailPartsMax, zipEntriesMax } from "../limits.js";
import { pdfOf, zipOf } from "../testing.js";
import { contentKind, decodeText } from "./content-kind.js";
import { type Reading, readDocument } from "./read-document.js";

async function read(bytes: string | Uint8Array): Promise<Reading> {
  const reading = await readDocument(Buffer.from(bytes));
  if (reading instanceof Problem) throw new Error(`${reading.code}: ${reading.detail}`);
  return reading;
}

async function refusal(bytes: Uint8Array): Promise<Problem> {
  const reading = await readDocument(bytes);
  if (!(reading instanceof Problem)) throw new Error(`it was read: ${reading.text.slice(0, 100)}`);
  return reading;
}

const valuesIn = async (bytes: string | Uint8Array) =>
  (await extractText((await read(bytes)).text, {})).observables.map(({ value }) => value);

const word = (body: string) =>
  zipOf({
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": `<w:document><w:body>${body}</w:body></w:document>`,
  });
const sha256 = "3cb8174becb3c89318ed01ccd76e71cbeb8bc9e0fcbce8e110d40cd71af20fa2";

describe("what something is", () => {
  test.each([
    ["plain words", Buffer.from("hello"), "text"],
    ["words in UTF-16", Buffer.from("\ufeffhello", "utf16le"), "text"],
    ["a mail", Buffer.from("Received: from x\r\nSubject: y\r\n\r\nz"), "mail"],
    ["a forwarded text that begins as a mail does", Buffer.from("From: x\nSubject: y\n\nz"), "text"],
    ["a page", Buffer.from("<!DOCTYPE html><p>x</p>"), "html"],
    ["a PDF", pdfOf([[10, 10, "x"]]), "pdf"],
    ["an archive", zipOf({ a: "b" }), "zip"],
    ["an old document", Buffer.from("d0cf11e0a1b11ae100", "hex"), "unread"],
    ["a picture", Buffer.from("89504e470d0a1a0a00", "hex"), "unread"],
    ["a program", Buffer.from("4d5a00000000", "hex"), "unread"],
  ])("%s is told by its bytes", (_name, bytes, kind) => {
    expect(contentKind(bytes).kind).toBe(kind);
  });

  test("text is read as UTF-8, UTF-16 by its mark, else Windows-1252", () => {
    expect(decodeText(Buffer.from("grúa"))).toBe("grúa");
    expect(decodeText(Buffer.from("\ufeffgrúa", "utf16le"))).toBe("grúa");
    expect(decodeText(Buffer.from("grúa", "latin1"))).toBe("grúa");
  });
});

describe("a mail", () => {
  const mail = (headers: string, body: string) => `MIME-Version: 1.0\r\n${headers}\r\n\r\n${body}`;

  test("is read with its sender and its decoded parts, without whom it was sent to", async () => {
    const text = mail(
      'From: "Boss" <boss@evil-mail.top>\r\nTo: victim@port-company.com\r\nReply-To: other@evil-mail.xyz\r\nContent-Type: multipart/alternative; boundary=b',
      `--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from("see hxxp://one[.]top/x").toString("base64")}\r\n` +
        '--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p><a href=3D"https://two.top/=\r\nlogin">your bank</a></p>\r\n--b--\r\n',
    );
    expect(await valuesIn(text)).toEqual(
      expect.arrayContaining(["boss@evil-mail.top", "other@evil-mail.xyz", "http://one.top/x"]),
    );
    const reading = await read(text);
    expect(reading.text).toContain("your bank <https://two.top/login>");
    expect(reading.text).not.toContain("victim@");
  });

  test("within a mail, with a document attached, is read to the end", async () => {
    const document = word(`<w:p><w:r><w:t>hash ${sha256}</w:t></w:r></w:p>`).toString("base64");
    const inner = mail(
      "From: a@inner-mail.top\r\nContent-Type: multipart/mixed; boundary=i",
      `--i\r\nContent-Type: text/plain\r\n\r\ninner[.]top\r\n--i\r\nContent-Type: application/octet-stream; name=x.pdf\r\nContent-Disposition: attachment; filename=x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${document}\r\n--i--\r\n`,
    );
    const outer = mail(
      "From: b@outer-mail.top\r\nContent-Type: multipart/mixed; boundary=o",
      `--o\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--o--\r\n`,
    );
    expect(await valuesIn(outer)).toEqual(expect.arrayContaining(["a@inner-mail.top", "inner.top", sha256]));
  });

  test("of more parts than are read says so, and its first parts are read", async () => {
    const part = "--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nfirst[.]top\r\n";
    const { text, notes } = await read(
      mail("Content-Type: multipart/mixed; boundary=b", `${part.repeat(mailPartsMax + 5)}--b--\r\n`),
    );
    expect(text.split("first[.]top")).toHaveLength(mailPartsMax + 1);
    expect(notes).toContain(`The mail has more than ${mailPartsMax} parts; the rest was not read.`);
  });

  test("nested without end is refused, and mails in mails in mails are noted", async () => {
    const deep = Array.from(
      { length: 200 },
      (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n\r\n`,
    ).join("");
    expect((await refusal(Buffer.from(mail("Content-Type: multipart/mixed; boundary=b0", deep)))).code).toBe(
      "intel.document-broken",
    );
    let nested = mail("Subject: last", "x");
    for (let at = 0; at < 8; at++)
      nested = mail(
        `Content-Type: multipart/mixed; boundary=n${at}`,
        `--n${at}\r\nContent-Type: message/rfc822\r\n\r\n${nested}\r\n--n${at}--\r\n`,
      );
    expect((await read(nested)).notes.join(" ")).toContain("stands in too many others");
  });

  test("with a part that is not read says which and why", async () => {
    const png = Buffer.from("89504e470d0a1a0a0000", "hex").toString("base64");
    const { notes } = await read(
      mail(
        "Content-Type: multipart/mixed; boundary=b",
        `--b\r\nContent-Disposition: attachment; filename="a\u202eb.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n${png}\r\n--b--\r\n`,
      ),
    );
    expect(notes.join(" ")).toMatch(/was not read: It is a picture \(PNG\)/);
    expect(notes.join(" ")).not.toContain("\u202e");
  });
});

describe("a page", () => {
  test("is read with the targets of links, forms and frames, without scripts", async () => {
    const { text } = await read(
      '<html><head><title>Report</title><script>var x = "script.top"</script></head><body><h2>Indicators</h2><table><tr><td>evil[.]top</td><td>C2</td></tr></table><a href="https://real.top/a b">bank.com</a><form action="https://form.top/x"><iframe src="https://frame.top/"></iframe><a href="javascript:alert(1)">x</a><a href="mailto:a@mail.top?subject=1">m</a></body></html>',
    );
    for (const part of [
      "## Indicators",
      "evil[.]top | C2",
      "<https://real.top/a%20b>",
      "<https://form.top/x>",
      "<https://frame.top/>",
      "<a@mail.top>",
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/script\.top|alert/);
  });
});

describe("an office document", () => {
  test("of Word is read by paragraphs and rows, with its links", async () => {
    const bytes = zipOf({
      "word/document.xml":
        "<w:document><w:p><w:r><w:t>see evil</w:t></w:r><w:r><w:t>[.]top</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>45.9.1[.]2</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>C2 &amp; more</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:document>",
      "word/_rels/document.xml.rels":
        '<Relationships><Relationship Target="https://link.top/x" TargetMode="External"/><Relationship Target="styles.xml"/></Relationships>',
    });
    const { text } = await read(bytes);
    expect(text.split("\n")).toEqual(["see evil[.]top", "45.9.1[.]2 | C2 & more |", "https://link.top/x"]);
  });

  test("of Excel is read by rows, with shared strings", async () => {
    const bytes = zipOf({
      "xl/workbook.xml": "<workbook/>",
      "xl/worksheets/sheet1.xml":
        '<worksheet><row><c t="s"><v>1</v></c><c t="inlineStr"><is><t>in line</t></is></c><c><v>42</v></c></row></worksheet>',
      "xl/sharedStrings.xml":
        "<sst><si><t>zero</t></si><si><r><t>evil</t></r><r><t>[.]top</t></r></si></sst>",
    });
    expect((await read(bytes)).text).toBe("evil[.]top | in line | 42 |");
  });

  test("of PowerPoint and OpenDocument is read", async () => {
    const slides = zipOf({
      "ppt/presentation.xml": "<p/>",
      "ppt/slides/slide1.xml": "<p:sld><a:p><a:r><a:t>evil[.]top</a:t></a:r></a:p></p:sld>",
    });
    expect((await read(slides)).text).toBe("evil[.]top");
    const open = zipOf({
      mimetype: "application/vnd.oasis.opendocument.text",
      "content.xml":
        '<office:text><text:p>see <text:a xlink:href="https://evil.top/x">here</text:a></text:p></office:text>',
    });
    expect((await read(open)).text).toBe("see <https://evil.top/x> here");
  });

  test("defines no entities, so that nothing grows or is fetched", async () => {
    const laughs =
      '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>';
    const { text } = await read(
      zipOf({ "word/document.xml": `${laughs}<w:p><w:t>&b;&c; evil[.]top</w:t></w:p>` }),
    );
    expect(text).toContain("evil[.]top");
    expect(text).not.toMatch(/hahaha|root:/);
  });

  test.each([
    [
      "that grows a thousandfold",
      () => zipOf({ "word/document.xml": new Uint8Array(80 * 2 ** 20) }),
      "intel.document-bomb",
    ],
    [
      "that lies about its size",
      () => zipOf({ "word/document.xml": new Uint8Array(8 * 2 ** 20) }, 10),
      "intel.document-broken",
    ],
    [
      "of too many parts",
      () =>
        zipOf(
          Object.fromEntries(Array.from({ length: zipEntriesMax + 1 }, (_, at) => [`word/${at}.xml`, ""])),
        ),
      "intel.document-bomb",
    ],
    ["that is an archive of anything", () => zipOf({ "a.exe": "MZ" }), "intel.document-unread"],
    ["that is cut off", () => word("<w:p><w:t>x</w:t></w:p>").subarray(0, 120), "intel.document-broken"],
    ["of the old kind", () => Buffer.from("d0cf11e0a1b11ae1000000", "hex"), "intel.document-unread"],
  ])("%s is refused", async (_name, make, code) => {
    const problem = await refusal(make());
    expect(problem.code).toBe(code);
    expect(problem.hint).not.toBe("");
  });
});

describe("a PDF", () => {
  test("is read in lines and columns, and a value that its column broke is put together", async () => {
    const { text } = await read(
      pdfOf([
        [50, 700, "Hash"],
        [300, 700, "Note"],
        [50, 680, sha256.slice(0, 37)],
        [300, 680, "seen in May"],
        [50, 669, sha256.slice(37)],
        [300, 669, "and in June"],
        [50, 640, "hxxps://evil[.]top/a/long/path/new-malw"],
        [50, 629, "are.php"],
        [50, 600, "hxxps://evil[.]top/one/of/a/list-of-url"],
        [50, 589, "hxxps://evil[.]top/two"],
      ]),
    );
    expect(text.split("\n")).toEqual([
      "Hash\tNote",
      `${sha256}\tseen in May`,
      "and in June",
      "hxxps://evil[.]top/a/long/path/new-malware.php",
      "hxxps://evil[.]top/one/of/a/list-of-url",
      "hxxps://evil[.]top/two",
    ]);
  });

  test("without text says so", async () => {
    expect((await read(pdfOf([]))).notes.join(" ")).toContain("holds no text");
  });

  test("that is none inside is refused", async () => {
    expect((await refusal(Buffer.from("%PDF-1.4\nnothing"))).code).toBe("intel.document-broken");
  });
});

describe("anything", () => {
  const starts = [
    "",
    "%PDF-1.7\n",
    "PK\u0003\u0004",
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n",
    "<html>",
  ];
  test("is read or refused, never thrown", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), async (start, rest) => {
        const reading = await readDocument(Buffer.concat([Buffer.from(start, "latin1"), rest]));
        expect(reading instanceof Problem ? reading.code : typeof reading.text).toMatch(/^(intel\.|string$)/);
      }),
      { numRuns: 200 },
    );
  });

  test("a real document with bits flipped or cut off is read or refused", async () => {
    const whole = [word(`<w:p><w:t>${sha256}</w:t></w:p>`), pdfOf([[50, 700, sha256]])];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.nat(),
        fc.nat(7),
        fc.nat(),
        async (bytes, at, bit, cut) => {
          const changed = Buffer.from(bytes);
          changed[at % changed.length] = (changed[at % changed.length] as number) ^ (1 << bit);
          const reading = await readDocument(
            cut % 3 === 0 ? changed.subarray(0, cut % changed.length) : changed,
          );
          expect(reading instanceof Problem ? reading.code : typeof reading.text).toMatch(
            /^(intel\.|string$)/,
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

/** Mails that report something, the hostile ones among them, read in the process that documents are read in. */
import { gzipSync } from "node:zlib";
import { createTransport } from "nodemailer";
import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { readReportMail } from "./read-report-mail.js";

async function built(mail: object): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const { message } = await transport.sendMail({
    from: "ana@pier7.example",
    to: "report@center.example",
    ...mail,
  });
  return message as Buffer;
}

async function read(bytes: Uint8Array) {
  const mail = await readReportMail(bytes);
  if (mail instanceof Problem) throw new Error(mail.detail);
  return mail;
}

const nested = (depth: number): Buffer => {
  const heads = Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  );
  return Buffer.from(`From: ana@pier7.example\r\n${heads.join("")}\r\nx\r\n`);
};

describe("a mail to the center", () => {
  test("is its text, its files and what stands in them; its own head is not what happened", async () => {
    const mail = await read(
      await built({
        subject: "Fwd: password",
        text: "The link went to hxxps://login[.]portal-check[.]com/a",
        headers: { "X-Originating-IP": "203.0.113.200" },
        attachments: [
          {
            filename: "the mail.eml",
            content: "From: x@phish-mail.com\r\nSubject: a\r\n\r\nhxxp://bad-place[.]com/x",
            contentType: "message/rfc822",
          },
          { filename: "log.txt", content: "denied 203.0.113.66" },
        ],
      }),
    );
    expect(mail.text).toContain("hxxps://login");
    expect(mail.files.map(({ name }) => name)).toEqual(["the mail.eml", "log.txt"]);
    const found = mail.inFiles.map(({ value }) => value);
    expect(found).toContain("http://bad-place.com/x");
    expect(JSON.stringify(mail)).not.toMatch(/203\.0\.113\.200|ana@pier7/);
  });

  test("that has HTML only is read as its words", async () => {
    expect((await read(await built({ html: "<p>Pay <b>now</b></p><script>x()</script>" }))).text).toBe(
      "Pay now",
    );
  });

  test("with 1,000 attachments hands on the first, says how many there are, and reads no more than it may", async () => {
    const attachments = Array.from({ length: 1_001 }, (_, at) => ({
      filename: `f${at}.txt`,
      content: `a${at}`,
    }));
    const mail = await read(await built({ text: "x", attachments }));
    expect(mail.fileCount).toBe(1_001);
    expect(mail.files).toHaveLength(50);
    expect(mail.notes.join(" ")).toContain("more than 1000 parts");
  });

  test("with a zip bomb: the bomb is kept and not unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20));
    const mail = await read(await built({ text: "x", attachments: [{ filename: "a.docx", content: bomb }] }));
    expect(mail.text).toBe("x");
    expect(mail.notes.join(" ")).toContain("a.docx");
  });

  test("nested 1,000 deep, broken, or nothing at all: what can't be read is said", async () => {
    expect(await read(nested(1_000))).toMatchObject({
      text: "",
      files: [],
      notes: [expect.stringContaining("nested")],
    });
    for (const bytes of [
      "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n--\r\n",
      "Content-Type: text/plain; charset=nonsense\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%%\r\n",
      "\r\n\r\n",
    ])
      expect((await read(Buffer.from(bytes))).files).toEqual([]);
  });
});

/** Who sent a mail: real signatures, DNS without a network, and all the ways to seem to be another. */
import { createTransport } from "nodemailer";
import { describe, expect, test } from "vitest";
import { dkimKey, fakeDns } from "./testing.js";
import { verifyMail } from "./verify-mail.js";

const key = dkimKey();
const zone = {
  "TXT s1._domainkey.pier7.example": [key.record],
  "TXT s1._domainkey.evil.example": [key.record],
  "TXT pier7.example": [["v=spf1 ip4:192.0.2.25 -all"]],
  "TXT evil.example": [["v=spf1 +all"]],
  "TXT _dmarc.pier7.example": [["v=DMARC1; p=reject"]],
} as const;

interface Signing {
  readonly domainName?: string;
  readonly skipFields?: string;
}

async function signed(mail: object, signing: Signing | null = {}): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const dkim = { domainName: "pier7.example", keySelector: "s1", privateKey: key.privateKey, ...signing };
  const built = await transport.sendMail({
    to: "report@center.example",
    subject: "A mail",
    text: "It asked for a password",
    from: "Ana <ana@pier7.example>",
    ...mail,
    ...(signing === null ? {} : { dkim }),
  });
  return built.message as Buffer;
}

const evidence = (bytes: Buffer, envelope: object = {}) => ({
  bytes,
  mailFrom: "ana@pier7.example",
  helo: "mail.pier7.example",
  address: "198.51.100.9" as string | null,
  ...envelope,
});

describe("a mail is proven", () => {
  test("by DKIM of its domain, from anywhere", async () => {
    const verdict = await verifyMail(evidence(await signed({})), fakeDns(zone));
    expect(verdict).toMatchObject({
      from: "ana@pier7.example",
      subject: "A mail",
      dkim: { result: "pass", domain: "pier7.example" },
      spf: { result: "fail" },
      dmarc: { result: "pass" },
      provenBy: ["dkim"],
    });
  });

  test("by SPF of its domain, unsigned", async () => {
    const verdict = await verifyMail(
      evidence(await signed({}, null), { address: "192.0.2.25" }),
      fakeDns(zone),
    );
    expect(verdict).toMatchObject({ dkim: { result: "none" }, spf: { result: "pass" }, provenBy: ["spf"] });
  });

  test("by a domain above or below it of the same organisation, unless its DMARC asks for more", async () => {
    const bytes = await signed({ from: "ana@mail.pier7.example" });
    expect((await verifyMail(evidence(bytes), fakeDns(zone))).provenBy).toEqual(["dkim"]);
    const strict = { ...zone, "TXT _dmarc.pier7.example": [["v=DMARC1; p=reject; adkim=s; aspf=s"]] };
    expect((await verifyMail(evidence(bytes), fakeDns(strict))).provenBy).toEqual([]);
  });
});

describe("a mail is not proven", () => {
  const nothing = async (bytes: Buffer, envelope: object = {}) => {
    const verdict = await verifyMail(evidence(bytes, envelope), fakeDns(zone));
    expect(verdict.provenBy).toEqual([]);
    return verdict;
  };

  test("by another's signature or path, however good", async () => {
    const verdict = await nothing(await signed({}, { domainName: "evil.example" }), {
      mailFrom: "x@evil.example",
    });
    expect(verdict).toMatchObject({
      dkim: { result: "pass" },
      spf: { result: "pass" },
      dmarc: { result: "fail" },
    });
  });

  test("where a word of it was changed", async () => {
    const bytes = Buffer.from((await signed({})).toString().replace("It asked", "It begs"));
    expect(await nothing(bytes)).toMatchObject({ dkim: { result: "neutral" } });
  });

  test("by a signature that leaves out From, or a part of the body", async () => {
    expect(await nothing(await signed({}, { skipFields: "from" }))).toMatchObject({
      dkim: { result: "policy" },
    });
    const bytes = await signed({});
    const withLength = Buffer.from(
      bytes.toString().replace("DKIM-Signature: v=1;", "DKIM-Signature: v=1; l=5;"),
    );
    await nothing(withLength);
  });

  test("by SPF of an empty sender, or where only a relay of ours is known", async () => {
    await nothing(await signed({}, null), { mailFrom: "", address: "192.0.2.25", helo: "pier7.example" });
    expect(await nothing(await signed({}, null), { address: null })).toMatchObject({
      spf: { result: "none" },
    });
  });

  test.each([
    ["two From fields", "From: ana@pier7.example\r\nFrom: eve@evil.example"],
    ["two addresses", "From: ana@pier7.example, eve@evil.example"],
    ["a group", "From: all: ana@pier7.example;"],
    ["no address", "From: Ana"],
    ["no From", "X: y"],
    ["an address as a name", "From: <ana@pier7.example> <eve@evil.example>"],
    ["an address in a comment", "From: eve@evil.example (<ana@pier7.example>)"],
  ])("with %s it is of nobody", async (_name, from) => {
    const verdict = await nothing(Buffer.from(`${from}\r\nSubject: a\r\n\r\nx\r\n`), {
      address: "192.0.2.25",
    });
    expect(verdict.from).toBeNull();
  });

  test("a name that looks like an address is only a name", async () => {
    const bytes = Buffer.from('From: "ana@pier7.example" <eve@evil.example>\r\n\r\nx\r\n');
    expect((await nothing(bytes)).from).toBe("eve@evil.example");
  });
});

describe("what it may cost", () => {
  test("DNS that does not answer is asked again later; one that is late is not waited for", async () => {
    const broken = fakeDns({ ...zone, "TXT s1._domainkey.pier7.example": "broken" });
    const bytes = await signed({});
    expect(await verifyMail(evidence(bytes, { address: null }), broken)).toMatchObject({
      dkim: { result: "temperror" },
      isTemporary: true,
      provenBy: [],
    });
    const policy = fakeDns({ ...zone, "TXT _dmarc.pier7.example": "broken" });
    expect(await verifyMail(evidence(bytes), policy)).toMatchObject({ provenBy: ["dkim"] });
    const below = await signed({ from: "ana@mail.pier7.example" });
    expect(
      await verifyMail(evidence(below), fakeDns({ ...zone, "TXT _dmarc.mail.pier7.example": "broken" })),
    ).toMatchObject({ provenBy: [], isTemporary: true });
    const late = fakeDns({ ...zone, "TXT s1._domainkey.pier7.example": "late" });
    const bounds = { msMax: 20_000, answerMsMax: 50 };
    expect(await verifyMail(evidence(bytes, { address: null }), late, bounds)).toMatchObject({
      isTemporary: true,
    });
    const cutOff = await verifyMail(evidence(bytes), late, { msMax: 200, answerMsMax: 60_000 });
    expect(cutOff).toMatchObject({ from: null, provenBy: [] });
  });

  test("a thousand signatures are not looked at, and nobody is asked for their keys", async () => {
    const dns = fakeDns(zone);
    const lines = (await signed({})).toString();
    const one = /DKIM-Signature:[\s\S]*?\r\n(?=\S)/.exec(lines)?.[0] ?? "";
    const verdict = await verifyMail(evidence(Buffer.from(one.repeat(300) + lines), { address: null }), dns);
    expect(verdict).toMatchObject({ dkim: { result: "permerror" }, provenBy: [] });
    expect(dns.asked.filter((name) => name.includes("_domainkey"))).toEqual([]);
  });

  test("SPF that includes itself for ever asks at most so often", async () => {
    const dns = fakeDns({ "TXT loop.example": [["v=spf1 include:loop.example include:loop.example -all"]] });
    const verdict = await verifyMail(
      evidence(Buffer.from("From: a@loop.example\r\n\r\nx\r\n"), { mailFrom: "a@loop.example" }),
      dns,
    );
    expect(verdict).toMatchObject({ spf: { result: "permerror" }, provenBy: [] });
    expect(dns.asked.length).toBeLessThan(20);
  });

  test("broken and endless mails end in a verdict", async () => {
    for (const text of [
      "\r\n",
      "x",
      ":\r\n:\r\n",
      `From: ${"<".repeat(50_000)}\r\n\r\n`,
      `${"a: b\r\n".repeat(30_000)}\r\n`,
    ]) {
      const verdict = await verifyMail(evidence(Buffer.from(text), { address: null }), fakeDns({}));
      expect(verdict).toMatchObject({ from: null, provenBy: [] });
    }
  });
});

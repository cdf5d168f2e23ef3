/** The mail door as strangers meet it: a real client, and connections that say what they like. */
import { createTransport } from "nodemailer";
import { afterEach, describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { mailBytesMax, mailRefusalsMax } from "./limits.js";
import { type MailDoor, type MailDoorOptions, openMailDoor } from "./mail-door.js";
import type { ArrivedMail, MailSink } from "./sink.js";
import { RawClient } from "./testing.js";

const report = "report@center.example";
let door: MailDoor;
let kept: ArrivedMail[] = [];
const clients: RawClient[] = [];

async function open(options: Partial<MailDoorOptions> = {}, accept?: MailSink["accept"]): Promise<void> {
  kept = [];
  const sink: MailSink = {
    accept:
      accept ??
      (async (mail) => {
        kept.push(mail);
        return "kept";
      }),
  };
  const opened = await openMailDoor({
    host: "127.0.0.1",
    port: 0,
    addresses: [report],
    relays: [],
    tls: null,
    sink,
    ...options,
  });
  if (opened instanceof Problem) throw new Error(opened.detail);
  door = opened;
}

function client(): RawClient {
  const made = new RawClient(door.port);
  clients.push(made);
  return made;
}

afterEach(async () => {
  for (const one of clients.splice(0)) one.end();
  await door.close();
});

const send = (mail: object) =>
  createTransport({ host: "127.0.0.1", port: door.port, secure: false, ignoreTLS: true }).sendMail(mail);
const whole = "From: ana@pier7.example\r\nSubject: It\r\n\r\nSee.\r\n";

describe("the mail door", () => {
  test("takes mail for its address in any case, and hands over what came with its envelope", async () => {
    await open();
    await send({
      from: "ana@pier7.example",
      to: "REPORT@center.example",
      subject: "It",
      text: ".dots\n..more",
    });
    expect(kept).toHaveLength(1);
    expect(kept[0]?.mailFrom).toBe("ana@pier7.example");
    expect(kept[0]?.bytes.toString()).toContain("\r\n.dots\r\n..more");
    // A private address says nothing that SPF could be judged by.
    expect(kept[0]?.address).toBeNull();
    expect(door.counts()).toMatchObject({ received: 1, heldBytes: 0 });
  });

  test("relays nothing, and asks for no password", async () => {
    await open();
    const one = client();
    await one.until(/^220 center\.example ESMTP\r\n/m);
    const features = await one.say("EHLO client.example", /^250 /m);
    expect(features).not.toMatch(/AUTH|XCLIENT|XFORWARD|VRFY|STARTTLS/);
    expect(features).toContain(`SIZE ${mailBytesMax}`);
    await one.say("MAIL FROM:<ana@pier7.example>", /^250 /m);
    for (const other of [
      "bo@center.example",
      "bo@elsewhere.example",
      "report%elsewhere.example@center.example",
    ])
      expect(await one.say(`RCPT TO:<${other}>`, /^\d{3} /m)).toBe("550 5.1.1 No such recipient here\r\n");
    for (const command of ["AUTH PLAIN AGEAYg==", "VRFY ana", "XCLIENT ADDR=192.0.2.1", "WIZ x", "KILL"])
      expect(await one.say(command, /^\d{3} /m)).toMatch(/^500 /);
    expect(kept).toEqual([]);
  });

  test("answers the same to known and unknown senders, and to none", async () => {
    await open();
    const answers: string[] = [];
    for (const from of ["ana@pier7.example", "nobody@nowhere.example", ""]) {
      const one = client();
      await one.toData(report, from);
      answers.push(await one.say(`${whole}.`, /^\d{3} /m));
    }
    expect(new Set(answers)).toEqual(new Set(["250 2.6.0 Kept\r\n"]));
  });

  test("says 250 only once it is kept; come again where the store can't say or has no room", async () => {
    let answer: () => Promise<"kept" | "full"> = async () => "full";
    await open({ keepingMsMax: 200 }, () => answer());
    const told = async () => {
      const one = client();
      await one.toData(report);
      return one.say(`${whole}.`, /^\d{3} /m);
    };
    expect(await told()).toMatch(/^452 .*try again later/);
    answer = async () => Promise.reject(new Error("relation report_mail of 10.0.0.5 is gone"));
    expect(await told()).toBe("451 4.3.0 It can't be kept now, try again later\r\n");
    answer = () => new Promise(() => undefined);
    expect(await told()).toMatch(/^451 /);
    expect(door.counts()).toMatchObject({ received: 0, heldBytes: 0 });
  });

  test("believes a relay of ours, and nobody else, on who sent it", async () => {
    await open({ relays: ["127.0.0.1"] });
    const one = client();
    await one.until(/^220 /m);
    expect(await one.say("EHLO mail.center.example", /^250 /m)).toContain("XFORWARD");
    expect(await one.say("XFORWARD ADDR=192.0.2.25 HELO=mail.pier7.example", /^\d{3} /m)).toMatch(/^250 /);
    await one.say("MAIL FROM:<ana@pier7.example>", /^250 /m);
    await one.say(`RCPT TO:<${report}>`, /^250 /m);
    await one.say("DATA", /^354 /m);
    await one.say(`${whole}.`, /^250 /m);
    expect(kept[0]).toMatchObject({ address: "192.0.2.25", helo: "mail.pier7.example" });
    await door.close();
    await open();
    const other = client();
    await other.until(/^220 /m);
    await other.say("EHLO mail.center.example", /^250 /m);
    expect(await other.say("XFORWARD ADDR=192.0.2.25", /^\d{3} /m)).toMatch(/^5\d\d /);
  });

  test("has no more than so many mails of one sender", async () => {
    await open();
    const one = client();
    await one.until(/^220 /m);
    await one.say("EHLO client.example", /^250 /m);
    const answers: string[] = [];
    for (let at = 0; at < 25; at++) {
      const answer = await one.say("MAIL FROM:<ana@pier7.example>", /^\d{3} /m);
      answers.push(answer.slice(0, 3));
      if (!answer.startsWith("250")) continue;
      await one.say(`RCPT TO:<${report}>`, /^250 /m);
      await one.say("DATA", /^354 /m);
      await one.say(`${whole}.`, /^250 /m);
    }
    expect(answers).toEqual([...Array(20).fill("250"), ...Array(5).fill("450")]);
    expect(kept).toHaveLength(20);
  });
});

describe("what is hostile", () => {
  test("a mail of 50 MB: refused by its announced size, and after it was sent, without being held", async () => {
    await open();
    const one = client();
    await one.until(/^220 /m);
    await one.say("EHLO client.example", /^250 /m);
    expect(await one.say(`MAIL FROM:<a@b.example> SIZE=${50 * 2 ** 20}`, /^\d{3} /m)).toMatch(/^552 /);
    const two = client();
    await two.toData(report);
    const line = Buffer.from(`${"x".repeat(998)}\r\n`.repeat(1048));
    let most = 0;
    for (let at = 0; at < 50; at++) {
      await two.write(line);
      most = Math.max(most, door.counts().heldBytes);
    }
    expect(await two.say("\r\n.", /^\d{3} /m)).toMatch(/^552 /);
    expect(most).toBeLessThanOrEqual(mailBytesMax);
    expect(door.counts().heldBytes).toBe(0);
    expect(kept).toEqual([]);
  });

  test("a mail that goes on for ever is cut off", async () => {
    await open();
    const one = client();
    await one.toData(report);
    const megabyte = Buffer.alloc(2 ** 20, "x");
    for (let at = 0; at < 200 && !one.isClosed; at++) await one.write(megabyte);
    await one.closed();
    expect(door.counts().heldBytes).toBe(0);
  });

  test.each([
    ["a bare line feed", "Subject: a\r\n\r\none\ntwo\r\n", "The mail has a bare line feed"],
    [
      "smuggling: a dot between bare line feeds",
      "Subject: a\r\n\r\n\n.\nMAIL FROM:<x@y.example>\n",
      "The mail has a bare line feed",
    ],
    [
      "smuggling: LF . CR LF",
      "Subject: a\r\n\r\none\n.\r\nMAIL FROM:<x@y.example>\r\n",
      "The mail has a bare line feed",
    ],
    [
      "smuggling: CR . CR",
      "Subject: a\r\n\r\none\r.\rMAIL FROM:<x@y.example>\r\n",
      "The mail has a bare carriage return",
    ],
    ["a NUL byte", "Subject: a\r\n\r\n\0\r\n", "The mail has a NUL byte"],
    ["a head of 300 KB", `${"X-A: b\r\n".repeat(40_000)}\r\nx\r\n`, "The mail's head is too long"],
    ["a head that does not end", `X: ${"a".repeat(300_000)}\r\n`, "The mail's head is too long"],
  ])("%s is refused whole, and nothing in it is a command", async (_name, mail, why) => {
    await open();
    const one = client();
    await one.toData(report);
    const said = await one.say(`${mail}\r\n.`, /^\d{3} /m);
    expect(said).toBe(`554 5.6.0 ${why}\r\n`);
    expect(await one.say("NOOP", /^\d{3} /m)).toMatch(/^250 /);
    expect(kept).toEqual([]);
  });

  test("a command line without an end, and pipelined garbage: the connection is closed", async () => {
    await open();
    const one = client();
    await one.until(/^220 /m);
    await one.write("A".repeat(100_000));
    expect(await one.closed()).toMatch(/^421 .*too long/);
    const two = client();
    await two.until(/^220 /m);
    await two.write("\u0001\u0002garbage\r\n".repeat(50_000));
    const said = await two.closed();
    expect(said.split("\r\n").filter((line) => line.startsWith("500")).length).toBeLessThan(10);
    expect(said).toContain("421 ");
  });

  test("10,000 recipients: the connection is closed at the twentieth", async () => {
    await open();
    const one = client();
    await one.until(/^220 /m);
    await one.say("EHLO client.example", /^250 /m);
    await one.say("MAIL FROM:<a@b.example>", /^250 /m);
    await one.write(
      Array.from({ length: 10_000 }, (_, at) => `RCPT TO:<p${at}@center.example>\r\n`).join(""),
    );
    const said = await one.closed();
    expect(said.match(/^550 /gm)).toHaveLength(mailRefusalsMax - 1);
    expect(said).toMatch(/^421 /m);
  });

  test("a hundred idle connections: eight are held, the others are told, mail of others still comes in", async () => {
    await open();
    const idle = Array.from({ length: 100 }, () => client());
    await expect.poll(() => idle.filter((one) => one.isClosed).length).toBe(92);
    expect(door.counts()).toMatchObject({ connections: 8 });
    expect(door.counts().refused.get("connections")).toBe(92);
    for (const one of idle) one.end();
    await expect.poll(() => door.counts().connections).toBe(0);
    await send({ from: "ana@pier7.example", to: report, text: "x" });
    expect(kept).toHaveLength(1);
  });

  test("a connection ends, whatever is said on it", async () => {
    await open({ sessionMsMax: 100 });
    const one = client();
    await one.closed();
    expect(door.counts().connections).toBe(0);
  });

  test("a mail that is cut off is none", async () => {
    await open();
    const one = client();
    await one.toData(report);
    await one.write("From: ana@pier7.example\r\n\r\nhalf");
    await expect.poll(() => door.counts().heldBytes).toBeGreaterThanOrEqual(0);
    one.end();
    await expect.poll(() => door.counts().connections).toBe(0);
    expect(kept).toEqual([]);
    await expect.poll(() => door.counts().heldBytes).toBe(0);
  });
});

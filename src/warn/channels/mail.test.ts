/** The channel against a real SMTP server: TLS and its certificates, signing in, refusals, and what is on the wire. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type MailServer, openMailServer } from "../../../test/mail-server.js";
import { Problem, systemClock } from "../../base/index.js";
import { makeSelfSigned } from "../../cli/tls/self-signed.js";
import type { Channel, Letter } from "./channel.js";
import { openMail } from "./mail.js";
import { type MailSettings, mailSettings } from "./settings.js";

const folder = mkdtempSync(join(tmpdir(), "bw-mail-"));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
let tls: { readonly certificate: string; readonly key: string };
let server: MailServer | null = null;
let channel: Channel | null = null;

beforeAll(async () => {
  tls = await makeSelfSigned(["localhost", "127.0.0.1"], systemClock.nowUs());
});
afterEach(async () => {
  channel?.close();
  await server?.close();
  server = null;
  channel = null;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const from = "center@port.example";
const invitation: Letter = {
  id: "0198-delivery",
  to: "ana@pier7.example",
  language: "en",
  timeZone: "UTC",
  notice: {
    kind: "invitation",
    name: "Ana",
    memberName: null,
    link: "https://center.example/invitation#bwi_x",
  },
};
const settingsFor = (change: Partial<MailSettings>): MailSettings =>
  mailSettings.parse({ host: "127.0.0.1", tls: "off", from, port: server?.port ?? 25, ...change });
function open(change: Partial<MailSettings> = {}): Channel {
  const opened = openMail(settingsFor(change));
  if (opened === null || opened instanceof Problem) throw new Error(opened?.detail ?? "off");
  channel = opened;
  return opened;
}

describe("settings", () => {
  test("without a host mean no mail", () => {
    expect(openMail(mailSettings.parse({}))).toBeNull();
  });

  test.each([
    ["plain text to another machine", { host: "mail.port.example", tls: "off" }],
    [
      "plain text to a name that only looks like this machine",
      { host: "localhost.evil.example", tls: "off" },
    ],
    ["no sender", { from: undefined }],
    ["a sender with a second header", { from: "a@b.example\r\nBcc: all@example.com" }],
    ["an answer address that is none", { replyTo: "nobody" }],
    ["a name without a password", { user: "center" }],
    ["a password file that is not there", { user: "center", passwordFile: "/nonexistent" }],
    ["an authority that is not there", { caFile: "/nonexistent" }],
  ] as const)("with %s are refused", (_what, change) => {
    const opened = openMail(settingsFor(change));
    expect(opened).toBeInstanceOf(Problem);
    expect((opened as Problem).code).toBe("warn.mail-invalid");
  });

  test("allow plain text to another machine where they say so", () => {
    const opened = openMail(settingsFor({ host: "mail.port.example", plainBeyondLoopback: true }));
    expect(opened).not.toBeInstanceOf(Problem);
    (opened as Channel).close();
  });
});

describe("TLS", () => {
  test("is begun before anything is said, with the server's certificate verified, and signs in", async () => {
    const secrets: string[] = [];
    server = await openMailServer({
      key: tls.key,
      cert: tls.certificate,
      onAuth: ({ username, password }, _session, done) => {
        secrets.push(`${username}:${password}`);
        done(null, { user: username });
      },
    });
    const passwordFile = file("password", "pass word\n");
    const caFile = file("ca.pem", tls.certificate);
    const opened = open({ host: "localhost", tls: "starttls", user: "center", passwordFile, caFile });
    expect(await opened.handOver(invitation)).toEqual({ taken: true });
    expect(secrets).toEqual(["center:pass word"]);
    expect(server.mails[0]).toMatchObject({ overTls: true, user: "center", recipients: [invitation.to] });
  });

  test("from the first byte works too", async () => {
    server = await openMailServer({ secure: true, key: tls.key, cert: tls.certificate });
    const opened = open({ host: "localhost", tls: "implicit", caFile: file("ca.pem", tls.certificate) });
    expect(await opened.handOver(invitation)).toEqual({ taken: true });
  });

  test("of a certificate nobody vouches for is refused, and nothing is sent", async () => {
    server = await openMailServer({ key: tls.key, cert: tls.certificate });
    const handed = await open({ host: "localhost", tls: "starttls" }).handOver(invitation);
    expect(handed).toMatchObject({ taken: false, isFinal: false });
    expect(server.mails).toEqual([]);
  });

  test("of a certificate for another name is refused", async () => {
    const other = await makeSelfSigned(["elsewhere.example"], systemClock.nowUs());
    server = await openMailServer({ key: other.key, cert: other.certificate });
    const caFile = file("other.pem", other.certificate);
    const handed = await open({ host: "localhost", tls: "starttls", caFile }).handOver(invitation);
    expect(handed).toMatchObject({ taken: false, isFinal: false });
  });

  test("that a server does not offer is not gone without", async () => {
    server = await openMailServer();
    const handed = await open({ tls: "starttls" }).handOver(invitation);
    expect(handed).toMatchObject({ taken: false, isFinal: false });
    expect(server.mails).toEqual([]);
  });
});

describe("on the wire", () => {
  test("a letter has one recipient, a stable id, and says that no person wrote it", async () => {
    server = await openMailServer();
    const opened = open({ replyTo: "desk@port.example" });
    await opened.handOver(invitation);
    await opened.handOver(invitation);
    const [one, two] = server.mails;
    expect(one?.messageId).toBe("<0198-delivery@port.example>");
    expect(two?.messageId).toBe(one?.messageId);
    expect(one?.replyTo?.[0]?.address).toBe("desk@port.example");
    expect(one?.raw).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(one?.text).toContain("https://center.example/invitation#bwi_x");
    expect(one?.html).toContain("Accept the invitation");
  });

  test("names with line ends in them add no header and no recipient", async () => {
    server = await openMailServer();
    const hostile = "Ana\r\nBcc: all@example.com\r\n\r\nbody\u2028X-Evil: 1";
    const letter: Letter = {
      ...invitation,
      notice: { kind: "invitation", name: hostile, memberName: hostile, link: "https://center.example/x" },
    };
    await open({ fromName: `Port\r\nBcc: all@example.com` }).handOver(letter);
    const [mail] = server.mails;
    expect(mail?.recipients).toEqual([invitation.to]);
    const headers = mail?.raw.split("\r\n\r\n", 1)[0] ?? "";
    expect(headers).not.toMatch(/^(?:Bcc|X-Evil):/im);
    expect(mail?.bcc).toBeUndefined();
    expect(mail?.from?.name).toBe("Port Bcc: all@example.com");
  });

  test("a recipient refused for good is told as final, for now as not, and neither tells the address", async () => {
    server = await openMailServer();
    const opened = open();
    server.refuse = () => 550;
    const final = await opened.handOver(invitation);
    expect(final).toMatchObject({ taken: false, isFinal: true });
    server.refuse = () => 451;
    const now = await opened.handOver(invitation);
    expect(now).toMatchObject({ taken: false, isFinal: false });
    expect(JSON.stringify([final, now])).not.toContain("pier7");
  });

  test("no server at all is tried again", async () => {
    expect(await open({ port: 1 }).handOver(invitation)).toMatchObject({ taken: false, isFinal: false });
  });
});

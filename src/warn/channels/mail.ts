/**
 * The channel *mail*: letters by SMTP (RFC 5321), to the one server of the configuration. TLS is demanded and the
 * server's certificate verified, unless the server is this machine itself. The Message-ID is made of the delivery, so
 * that the same letter handed over twice is known as one; mails about one warning refer to the first (RFC 5322,
 * section 3.6.4). `Auto-Submitted` keeps answering machines quiet (RFC 3834).
 */
import { readFileSync } from "node:fs";
import { createTransport } from "nodemailer";
import { Problem } from "../../base/index.js";
import { readEmail } from "../../members/index.js";
import { warnProblem } from "../problems.js";
import type { Channel, HandedOver, Letter } from "./channel.js";
import { mailForm, oneLine } from "./mail-form.js";
import type { MailSettings } from "./settings.js";

const fileBytesMax = 64 * 1024;
const connectMs = 15_000;
const socketMs = 60_000;
const problemMax = 300;

const isLoopback = (host: string): boolean =>
  /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\])$/i.test(host);

function readSecret(path: string, what: string): string | Problem {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > fileBytesMax) return warnProblem("mail-invalid", `${what}: ${path} is too large.`);
    return bytes.toString("utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "it can't be read";
    return warnProblem("mail-invalid", `${what}: ${path}: ${code}.`);
  }
}

interface Settled {
  readonly host: string;
  readonly from: string;
  readonly replyTo: string | null;
  readonly password: string | null;
  readonly authority: string | null;
}

/** Everything that can be wrong with the settings, before anything is sent. */
function settle(settings: MailSettings): Settled | Problem {
  const { host = "" } = settings;
  if (settings.tls === "off" && !isLoopback(host) && !settings.plainBeyondLoopback)
    return warnProblem(
      "mail-invalid",
      `mail.tls is off and ${host} is another machine.`,
      "Use `starttls` or `implicit`, or set `mail.plainBeyondLoopback: true` where nobody else is on the way.",
    );
  const from = readEmail(settings.from);
  if (from === null || from instanceof Problem)
    return warnProblem("mail-invalid", "mail.from is not a mail address.");
  const replyTo = readEmail(settings.replyTo);
  if (replyTo instanceof Problem) return warnProblem("mail-invalid", "mail.replyTo is not a mail address.");
  if ((settings.user === undefined) !== (settings.passwordFile === undefined))
    return warnProblem("mail-invalid", "mail.user and mail.passwordFile belong together.");
  const password =
    settings.passwordFile === undefined ? null : readSecret(settings.passwordFile, "mail.passwordFile");
  if (password instanceof Problem) return password;
  const authority = settings.caFile === undefined ? null : readSecret(settings.caFile, "mail.caFile");
  if (authority instanceof Problem) return authority;
  return { host, from, replyTo, password: password?.replace(/\r?\n$/, "") ?? null, authority };
}

/** The server's words, without what is invisible and no longer than a line; never what was sent. */
function failed(error: unknown): HandedOver {
  const {
    code = "",
    responseCode = 0,
    message = "",
  } = error as {
    readonly code?: string;
    readonly responseCode?: number;
    readonly message?: string;
  };
  // Refused for good: the recipient (EENVELOPE) or the content (EMESSAGE), by a reply of the 500s. Sign-in and TLS are
  // the center's own to mend, so they are tried again.
  const isFinal = (code === "EENVELOPE" || code === "EMESSAGE") && responseCode >= 500;
  // Whom it is to stands with the delivery; a log and a health list tell of nobody.
  const said = message.replace(/[^\s<>:]+@[^\s<>:]+/g, "the address");
  return { taken: false, isFinal, problem: oneLine(`${code} ${said}`, problemMax) };
}

/** Null where no mail server is configured. */
export function openMail(settings: MailSettings): Channel | Problem | null {
  if (settings.host === undefined) return null;
  const settled = settle(settings);
  if (settled instanceof Problem) return settled;
  const { host, from, replyTo, password, authority } = settled;
  const transport = createTransport({
    pool: true,
    maxConnections: 3,
    host,
    port: settings.port,
    secure: settings.tls === "implicit",
    requireTLS: settings.tls === "starttls",
    ignoreTLS: settings.tls === "off",
    ...(password === null ? {} : { auth: { user: settings.user ?? "", pass: password } }),
    tls: {
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      ...(authority === null ? {} : { ca: authority }),
    },
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: socketMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const messageId = (id: string): string => `<${id}@${domain}>`;
  const handOver = async (letter: Letter): Promise<HandedOver> => {
    const { subject, text, html } = mailForm(letter);
    const first = letter.notice.kind === "warning" ? letter.notice.first : null;
    try {
      await transport.sendMail({
        from: { name: oneLine(settings.fromName), address: from },
        to: { name: "", address: letter.to },
        ...(replyTo === null ? {} : { replyTo: { name: "", address: replyTo } }),
        messageId: messageId(letter.id),
        ...(first === null ? {} : { inReplyTo: messageId(first), references: [messageId(first)] }),
        subject,
        text,
        html,
        headers: { "Auto-Submitted": "auto-generated", "Content-Language": letter.language },
      });
      return { taken: true };
    } catch (error) {
      return failed(error);
    }
  };
  return { id: "mail", handOver, close: () => transport.close() };
}

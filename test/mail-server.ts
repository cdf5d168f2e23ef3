/** A real SMTP server for tests: takes mails on a free port of loopback, and refuses as it is told to. */
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface TakenMail extends Email {
  readonly raw: string;
  readonly recipients: readonly string[];
  readonly overTls: boolean;
  readonly user: string;
}

export interface MailServer {
  readonly port: number;
  readonly mails: readonly TakenMail[];
  /** Answers each recipient; null takes it, else the reply's code refuses it. */
  refuse: (address: string) => number | null;
  /** Called when a mail has come in whole, before it is acknowledged. */
  onMail: (mail: TakenMail) => Promise<void>;
  close(): Promise<void>;
}

function refusal(code: number): Error {
  return Object.assign(new Error(`refused with ${code}`), { responseCode: code });
}

export async function openMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: TakenMail[] = [];
  const behaviour: Pick<MailServer, "refuse" | "onMail"> = {
    refuse: () => null,
    onMail: async () => undefined,
  };
  const server = new SMTPServer({
    authOptional: options.onAuth === undefined,
    disabledCommands: options.key === undefined ? ["STARTTLS", "AUTH"] : [],
    logger: false,
    ...options,
    onRcptTo: ({ address }, _session, done) => {
      const code = behaviour.refuse(address);
      done(code === null ? null : refusal(code));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks);
        const mail: TakenMail = {
          ...(await PostalMime.parse(raw)),
          raw: raw.toString("utf8"),
          recipients: session.envelope.rcptTo.map(({ address }) => address),
          overTls: Boolean(session.secure),
          user: String(session.user ?? ""),
        };
        await behaviour.onMail(mail);
        mails.push(mail);
        done();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return Object.assign(behaviour, {
    port: (server.server.address() as AddressInfo).port,
    mails,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  });
}

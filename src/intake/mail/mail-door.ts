/**
 * The door for mail (SMTP, RFC 5321), by Nodemailer's `smtp-server`. It takes mail for the center's addresses and for no
 * other, sends none, and tells nobody anything: its answers are the same whoever the sender is, known or not. 250 is
 * said once the mail is safe in the store; everything it may cost is bounded before (`limits.ts`).
 */
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from "smtp-server";
import { type Clock, isInternalAddress, type Problem, parseAddress, systemClock } from "../../base/index.js";
import { intakeProblem } from "../problems.js";
import { arrive, HeldBytes } from "./arriving.js";
import { formFault } from "./form.js";
import * as bound from "./limits.js";
import { Rates } from "./rates.js";
import type { MailSink } from "./sink.js";

export interface MailDoorOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly addresses: readonly string[];
  readonly relays: readonly string[];
  /** For STARTTLS; none is offered where it is null. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  readonly sink: MailSink;
  readonly clock?: Clock;
  readonly onTrouble?: (detail: string) => void;
  readonly sessionMsMax?: number;
  readonly keepingMsMax?: number;
}

/** Why something was not taken, for counts: `size`, `form`, `rate`, `recipient`, `room`, `store`, `connections`. */
export type MailRefusal = "size" | "form" | "rate" | "recipient" | "room" | "store" | "connections";

export interface MailCounts {
  readonly received: number;
  readonly refused: ReadonlyMap<MailRefusal, number>;
  readonly connections: number;
  /** Bytes held of mails that are coming in. */
  readonly heldBytes: number;
}

export interface MailDoor {
  readonly port: number;
  counts(): MailCounts;
  close(): Promise<void>;
}

/** Nothing of these is needed, and some tell. */
const disabled = ["AUTH", "VRFY", "HELP", "XCLIENT", "WIZ", "SHELL", "KILL"];

class Refused extends Error {
  readonly responseCode: number;
  constructor(code: number, text: string) {
    super(text);
    this.responseCode = code;
  }
}

class Sessions {
  readonly #options: MailDoorOptions;
  readonly #rates: Rates;
  readonly #taken: ReadonlySet<string>;
  readonly #relays: ReadonlySet<string>;
  readonly #refusals = new WeakMap<SMTPServerSession, number>();
  readonly held = new HeldBytes();
  /** Connections with the address at their other end. */
  readonly open = new Map<Socket, string>();
  readonly refused = new Map<MailRefusal, number>();
  received = 0;

  constructor(options: MailDoorOptions) {
    this.#options = options;
    this.#rates = new Rates(options.clock ?? systemClock, bound.mailRateWindowMs, bound.mailRateKeysMax);
    this.#taken = new Set(options.addresses.map((address) => address.toLowerCase()));
    this.#relays = new Set(options.relays.map(plain));
  }

  count(why: MailRefusal): void {
    this.refused.set(why, (this.refused.get(why) ?? 0) + 1);
  }

  #refuse(why: MailRefusal, code: number, text: string): Refused {
    this.count(why);
    return new Refused(code, text);
  }

  isRelay(address: string): boolean {
    return this.#relays.has(plain(address));
  }

  /** Who sent it, as far as that is known: what a relay of ours says, else the other end, if it is on the internet. */
  #origin(session: SMTPServerSession): { readonly address: string | null; readonly helo: string } {
    const isRelay = this.isRelay(session.remoteAddress);
    const told = isRelay ? session.xForward?.get("ADDR") : session.remoteAddress;
    const helo = isRelay ? session.xForward?.get("HELO") : session.hostNameAppearsAs;
    const address = typeof told === "string" ? parseAddress(plain(told)) : null;
    return {
      address:
        typeof told !== "string" || address === null || isInternalAddress(address) ? null : plain(told),
      helo: typeof helo === "string" ? helo : "",
    };
  }

  sender(address: string, session: SMTPServerSession): Refused | null {
    const from = this.#origin(session).address ?? plain(session.remoteAddress);
    const hasRoom =
      this.#rates.has("all", bound.mailsInAllMax) &&
      (this.#rates.has(`address ${from}`, bound.mailsPerAddressMax) || this.isRelay(from)) &&
      (address === "" || this.#rates.has(`sender ${address.toLowerCase()}`, bound.mailsPerSenderMax));
    return hasRoom ? null : this.#refuse("rate", 450, "Too many mails, try again later");
  }

  recipient(address: string, session: SMTPServerSession): Refused | null {
    if (this.#taken.has(address.toLowerCase())) return null;
    const refusals = (this.#refusals.get(session) ?? 0) + 1;
    this.#refusals.set(session, refusals);
    return refusals >= bound.mailRefusalsMax
      ? this.#refuse("recipient", 421, "Too many unknown recipients")
      : this.#refuse("recipient", 550, "No such recipient here");
  }

  /** The library would go on reading a mail that its sender does not end. */
  #hangUp({ remotePort }: SMTPServerSession): void {
    for (const socket of this.open.keys()) if (socket.remotePort === remotePort) socket.destroy();
  }

  async mail(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const arrived = await arrive(stream, this.held);
    if (arrived.kind === "too-large") throw this.#refuse("size", 552, "The mail is too large");
    if (arrived.kind === "no-room") throw this.#refuse("room", 452, "No room now, try again later");
    if (arrived.kind === "cut-off") {
      this.#hangUp(session);
      throw this.#refuse("size", 421, "The mail is too large");
    }
    try {
      const fault = formFault(arrived.bytes);
      if (fault !== null) throw this.#refuse("form", 554, fault);
      await this.#keep(arrived.bytes, session);
    } finally {
      arrived.release();
    }
  }

  async #keep(bytes: Buffer, session: SMTPServerSession): Promise<void> {
    const { mailFrom } = session.envelope;
    const sender = mailFrom === false ? "" : mailFrom.address;
    const origin = this.#origin(session);
    let answer: "kept" | "full" | "late";
    try {
      answer = await atMost(
        this.#options.sink.accept({ bytes, mailFrom: sender, ...origin }),
        this.#options.keepingMsMax ?? bound.mailKeepingMsMax,
      );
    } catch (error) {
      this.#options.onTrouble?.(
        `a mail could not be kept: ${error instanceof Error ? error.message : "unknown"}`,
      );
      answer = "late";
    }
    if (answer === "late") throw this.#refuse("store", 451, "It can't be kept now, try again later");
    if (answer === "full") throw this.#refuse("room", 452, "No room now, try again later");
    this.received++;
    this.#rates.add("all");
    this.#rates.add(`address ${origin.address ?? plain(session.remoteAddress)}`);
    if (sender !== "") this.#rates.add(`sender ${sender.toLowerCase()}`);
  }
}

const plain = (address: string): string => address.replace(/^::ffff:/i, "").toLowerCase();

async function atMost<T>(work: Promise<T>, ms: number): Promise<T | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function serverOptions(options: MailDoorOptions, sessions: Sessions): SMTPServerOptions {
  const { tls } = options;
  const domain = (options.addresses[0] ?? "").split("@")[1] ?? "center";
  return {
    // Not the machine's own name, which tells of the network inside.
    name: domain,
    banner: "",
    logger: false,
    hideENHANCEDSTATUSCODES: false,
    disableReverseLookup: true,
    disabledCommands: tls === null ? [...disabled, "STARTTLS"] : disabled,
    authOptional: true,
    ...(tls === null ? {} : { cert: tls.certificate, key: tls.key, minVersion: "TLSv1.2" as const }),
    size: bound.mailBytesMax,
    rejectOversized: true,
    maxRecipients: bound.mailRecipientsMax,
    maxCommandLength: bound.mailCommandBytesMax,
    maxClients: bound.mailConnectionsMax,
    socketTimeout: bound.mailSilenceMsMax,
    closeTimeout: 1_000,
    useXForward: [...options.relays],
    onMailFrom: ({ address }, session, done) => done(sessions.sender(address, session)),
    onRcptTo: ({ address }, session, done) => done(sessions.recipient(address, session)),
    onData: (stream, session, done) => {
      sessions.mail(stream, session).then(
        () => done(null, "Kept"),
        (error: unknown) => done(error instanceof Refused ? error : new Refused(451, "Try again later")),
      );
    },
  };
}

/** A connection that is one too many, and when each must end whatever is said on it. */
function watchConnections(server: SMTPServer, options: MailDoorOptions, sessions: Sessions): void {
  const { open } = sessions;
  const [serve] = server.server.listeners("connection") as [(socket: Socket) => void];
  server.server.removeAllListeners("connection");
  server.server.on("connection", (socket: Socket) => {
    socket.on("error", () => {});
    const address = plain(socket.remoteAddress ?? "");
    const fromHere = [...open.values()].filter((other) => other === address).length;
    if (
      open.size >= bound.mailConnectionsMax ||
      (fromHere >= bound.mailConnectionsPerSenderMax && !sessions.isRelay(address))
    ) {
      sessions.count("connections");
      socket.end("421 4.3.2 Too many connections\r\n");
      socket.destroySoon();
      return;
    }
    const timer = setTimeout(() => socket.destroy(), options.sessionMsMax ?? bound.mailSessionMsMax);
    open.set(socket, address);
    socket.once("close", () => {
      clearTimeout(timer);
      open.delete(socket);
    });
    serve(socket);
  });
}

/** Opens the door; a Problem where the port is taken or may not be opened. */
export async function openMailDoor(options: MailDoorOptions): Promise<MailDoor | Problem> {
  const sessions = new Sessions(options);
  const server = new SMTPServer(serverOptions(options, sessions));
  const { open } = sessions;
  watchConnections(server, options, sessions);
  try {
    const listening = once(server.server, "listening");
    const failed = new Promise<never>((_resolve, reject) => server.once("error", reject));
    server.listen(options.port, options.host);
    await Promise.race([listening, failed]);
    // An error of a connection is its sender's; the door stays.
    server.on("error", () => {});
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown";
    return intakeProblem("port-taken", `${options.host} port ${options.port}: ${reason}.`);
  }
  return {
    port: (server.server.address() as AddressInfo).port,
    counts: () => ({
      received: sessions.received,
      refused: sessions.refused,
      connections: open.size,
      heldBytes: sessions.held.bytes,
    }),
    close: async () => {
      const closing = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open.keys()) socket.destroy();
      await closing;
    },
  };
}

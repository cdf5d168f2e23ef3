/** For tests of mail: DNS without a network, keys that sign, and a client that says what it likes, byte by byte. */
import { generateKeyPairSync } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { Resolve } from "./verify-sender.js";

type Zone = Readonly<Record<string, readonly (readonly string[])[] | "late" | "broken">>;

/** Answers `TXT name`, `A name` and so on from a table; what is not there does not exist. */
export function fakeDns(zone: Zone): Resolve & { readonly asked: string[] } {
  const asked: string[] = [];
  const resolve = async (name: string, type: string): Promise<unknown> => {
    asked.push(`${type} ${name}`);
    const records = zone[`${type} ${name.toLowerCase()}`];
    if (records === undefined) throw Object.assign(new Error("none"), { code: "ENOTFOUND" });
    if (records === "broken") throw Object.assign(new Error("broken"), { code: "ESERVFAIL" });
    if (records === "late") return new Promise(() => undefined);
    return type === "TXT" ? records : records.flat();
  };
  return Object.assign(resolve, { asked });
}

/** A key for signing, and its record in DNS. */
export function dkimKey(): { readonly privateKey: string; readonly record: readonly string[] } {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  return {
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    record: [`v=DKIM1; k=rsa; p=${key}`],
  };
}

/** A connection on which a test says what it likes and reads what comes back. */
export class RawClient {
  readonly #socket: Socket;
  #said = "";
  isClosed = false;

  constructor(port: number) {
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.on("data", (data) => {
      this.#said += data.toString("latin1");
    });
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => {
      this.isClosed = true;
    });
  }

  /** Everything that came back since the last time. */
  get said(): string {
    return this.#said;
  }

  /** Waits until what came back matches, or the connection is closed; answers and forgets it. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#said) && !this.isClosed) await new Promise((done) => setTimeout(done, 5));
    const said = this.#said;
    this.#said = "";
    return said;
  }

  async closed(): Promise<string> {
    while (!this.isClosed) await new Promise((done) => setTimeout(done, 5));
    return this.#said;
  }

  /** Writes, waiting while the other end does not read; stops where it is gone. */
  async write(data: string | Buffer): Promise<void> {
    if (this.isClosed || this.#socket.write(data)) return;
    await new Promise<void>((done) => {
      const end = () => {
        this.#socket.off("drain", end).off("close", end);
        done();
      };
      this.#socket.on("drain", end).on("close", end);
    });
  }

  async say(line: string, answer: RegExp): Promise<string> {
    await this.write(`${line}\r\n`);
    return this.until(answer);
  }

  /** Up to where the mail itself may be sent. */
  async toData(to: string, from = "ana@pier7.example"): Promise<void> {
    await this.until(/^220 /m);
    await this.say("EHLO client.example", /^250 /m);
    await this.say(`MAIL FROM:<${from}>`, /^\d{3} /m);
    await this.say(`RCPT TO:<${to}>`, /^\d{3} /m);
    await this.say("DATA", /^\d{3} /m);
  }

  end(): void {
    this.#socket.destroy();
  }
}

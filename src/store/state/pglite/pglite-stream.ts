/**
 * A socket for the `pg` client with PGlite at its other end. PGlite speaks PostgreSQL's wire protocol, so all
 * forms of the state store share one client, one set of parsers and one shape of error, instead of a second
 * driver that answers a little differently. `pg` corks its messages up to the next Sync, so one write here is
 * one whole exchange. https://www.postgresql.org/docs/current/protocol-flow.html
 */
import { Duplex } from "node:stream";

/** Answers the bytes that PostgreSQL sends back to the bytes a client sent. */
export type Exchange = (request: Uint8Array) => Promise<Uint8Array>;

type Done = (error?: Error | null) => void;

/** What `pg` expects of a socket, beside a Duplex. */
export class PgliteStream extends Duplex {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    super({ decodeStrings: true });
    this.#exchange = exchange;
  }

  connect(): this {
    queueMicrotask(() => this.emit("connect"));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed as they come; the client has asked for each of them.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#send(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  #send(request: Buffer, done: Done): void {
    // A lone Terminate ends the client's session only; PGlite would end itself.
    if (request.length === 5 && request[0] === 0x58) {
      this.push(null);
      done();
      return;
    }
    this.#exchange(request).then(
      (answer) => {
        if (answer.length > 0) this.push(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
        done();
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  }
}

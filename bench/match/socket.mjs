// Telemetry through a socket of this machine: one process sends a file from its memory, another receives it, and
// either drops the bytes (what the socket can do) or scans them.
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";

/** Bytes that wait for the scanner before the socket is told to wait. */
const waitingMax = 4 * 1024 * 1024;

/** A socket's bytes as an iterable with back-pressure, copied out of the one buffer that the socket reads into. */
class Incoming {
  #waiting = [];
  #bytes = 0;
  #ended = false;
  #wake = null;
  #socket;

  constructor(socket) {
    this.#socket = socket;
  }

  push(bytes) {
    this.#waiting.push(Buffer.from(bytes));
    this.#bytes += bytes.length;
    this.#wake?.();
    if (this.#bytes > waitingMax) this.#socket.pause();
  }

  end() {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      const bytes = this.#waiting.shift();
      if (bytes !== undefined) {
        this.#bytes -= bytes.length;
        if (this.#bytes === 0) this.#socket.resume();
        yield bytes;
      } else if (this.#ended) return;
      else {
        await new Promise((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
      }
    }
  }
}

/** Receives; a round is one connection, from its first byte to the last one scanned. `scan` false only reads. */
export async function receive({ indicators, snapshot, format }) {
  const { indexOf, scanStream } = await import("./measure.mjs");
  const { clock } = await import("./statistics.mjs");
  const { index } = await indexOf({ indicators, snapshot });
  const server = createServer({ pauseOnConnect: true });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    facts: { port: server.address().port },
    round: async ({ scan }) => {
      const socket = await new Promise((resolve) => server.once("connection", resolve));
      const took = clock();
      if (!scan) {
        let bytes = 0;
        const copy = Buffer.allocUnsafeSlow(1024 * 1024);
        socket.on("data", (part) => {
          part.copy(copy, 0);
          bytes += part.length;
        });
        const ended = new Promise((resolve) => socket.once("end", resolve));
        socket.resume();
        await ended;
        return { ...took(), bytes };
      }
      const incoming = new Incoming(socket);
      socket.on("data", (part) => incoming.push(part));
      socket.once("end", () => incoming.end());
      socket.resume();
      return { ...(await scanStream(index, incoming, format)), ...took() };
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Sends the file, all of it, over one connection a round. */
export async function send({ path }) {
  const bytes = readFileSync(path);
  return {
    round: ({ port }) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, "127.0.0.1");
        socket.once("error", reject);
        socket.once("close", () => resolve({ bytes: bytes.length }));
        const piece = 1024 * 1024;
        let at = 0;
        const more = () => {
          while (at < bytes.length) {
            const part = bytes.subarray(at, at + piece);
            at += part.length;
            if (!socket.write(part)) return void socket.once("drain", more);
          }
          socket.end();
        };
        more();
      }),
  };
}

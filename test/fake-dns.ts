/** A DNS server for journeys: TXT records out of a table, over UDP on loopback, as RFC 1035 writes them; else no such name. */
import { createSocket } from "node:dgram";

export interface FakeDns {
  readonly address: string;
  close(): void;
}

function nameAt(question: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

function answerTo(question: Buffer, records: Readonly<Record<string, string>>): Buffer {
  const { name, end } = nameAt(question);
  const isText = question.readUInt16BE(end) === 16;
  const text = isText ? records[name] : undefined;
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(text === undefined ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(text === undefined ? 0 : 1, 6);
  head.fill(0, 8);
  const asked = question.subarray(12, end + 4);
  if (text === undefined) return Buffer.concat([head, asked]);
  const parts = (text.match(/.{1,255}/g) ?? []).map((part) =>
    Buffer.from(`${String.fromCharCode(part.length)}${part}`, "latin1"),
  );
  const data = Buffer.concat(parts);
  const answer = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255]);
  return Buffer.concat([head, asked, answer, data]);
}

export async function startFakeDns(records: Readonly<Record<string, string>>): Promise<FakeDns> {
  const socket = createSocket("udp4");
  socket.on("message", (question, { address, port }) =>
    socket.send(answerTo(question, records), port, address),
  );
  await new Promise<void>((done) => socket.bind(0, "127.0.0.1", done));
  return { address: `127.0.0.1:${socket.address().port}`, close: () => socket.close() };
}

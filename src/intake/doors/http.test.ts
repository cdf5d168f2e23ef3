import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { handleIngest, sanitizeOrigin } from "./http.js";
import { busy, eventually, TestSink } from "./testing.js";

let server: Server;
let sink: TestSink;
let port: number;

beforeEach(async () => {
  sink = new TestSink();
  const limits = { bodyBytesMax: 12 * 1024 * 1024, silenceMsMax: 300 };
  server = createServer((request, response) => void handleIngest(request, response, sink, limits));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

function send(body: Buffer | string, headers: Record<string, string> = {}, method = "POST"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: "127.0.0.1", path: "/ingest", method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

describe("POST /ingest", () => {
  test("acknowledges lines with what became of them", async () => {
    const { status, body } = await send('{"a":1}\n{"a":2}\n', { "x-breakwater-batch": "b-1" });
    expect(status).toBe(200);
    expect(body).toEqual({
      batch: "b-1",
      batches: ["b-1"],
      records: 2,
      refused: 0,
      duplicate: false,
      problems: [],
    });
    expect(sink.taken[0]?.delivery).toMatchObject({
      sender: { door: "http", address: "127.0.0.1", token: null },
      batchId: "b-1",
      format: null,
    });
  });

  test("tells a duplicate", async () => {
    await send("x\n", { "x-breakwater-batch": "b-1" });
    const { body } = await send("x\n", { "x-breakwater-batch": "b-1" });
    expect(body).toMatchObject({ duplicate: true, records: 0 });
    expect(sink.taken).toHaveLength(1);
  });

  test("hands on token, format and a file name without its path and packing", async () => {
    await send(gzipSync("line\n"), {
      authorization: "Bearer bw_secret",
      "content-encoding": "gzip",
      "x-breakwater-format": "zeek-tsv",
      "x-breakwater-origin": "../../var/log/conn.log.gz",
    });
    expect(sink.taken[0]).toMatchObject({
      text: "line\n",
      delivery: {
        sender: { token: "bw_secret" },
        format: "zeek-tsv",
        origin: "conn.log.gz",
        fileName: "conn.log",
      },
    });
  });

  test("unpacks Zstandard", async () => {
    // "breakwater\n" as a frame of one raw block: magic, header (single segment, 11 bytes), block header, bytes.
    const text = Buffer.from("breakwater\n");
    const block = (text.length << 3) | 1;
    const frame = Buffer.concat([
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, text.length, block & 255, (block >> 8) & 255, block >> 16]),
      text,
    ]);
    const { status } = await send(frame, { "content-encoding": "zstd" });
    expect(status).toBe(200);
    expect(sink.lines()).toEqual(["breakwater"]);
  });

  test.each([
    ["GET is no way to send", "GET", {}, "", 405, "intake.door-method"],
    ["an unknown packing", "POST", { "content-encoding": "br" }, "x", 415, "intake.door-encoding"],
    [
      "a packing that is not what it says",
      "POST",
      { "content-encoding": "gzip" },
      "plain",
      415,
      "intake.door-encoding",
    ],
    ["a batch id with a space", "POST", { "x-breakwater-batch": "a b" }, "x", 400, "intake.door-header"],
    ["a format with a slash", "POST", { "x-breakwater-format": "../x" }, "x", 400, "intake.door-header"],
  ])("refuses %s", async (_name, method, headers, body, status, code) => {
    const answer = await send(body, headers as Record<string, string>, method);
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ code, status });
    expect(sink.taken).toHaveLength(0);
  });

  test("refuses a wrong token before the body is read", async () => {
    sink.stranger = new Problem("members.token-unknown", "Unknown token", "…", "…", 401);
    const answer = await send(Buffer.alloc(5_000_000, 97), { authorization: "Bearer wrong" });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
    expect(sink.offered).toBe(0);
  });

  test("tells a sender when to come again", async () => {
    sink.refusing = () => busy;
    const answer = await send("x\n");
    expect(answer.status).toBe(429);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
  });

  test("refuses half a gzip without acknowledging anything", async () => {
    const packed = gzipSync("line\n".repeat(10_000));
    const answer = await send(packed.subarray(0, packed.length / 2), { "content-encoding": "gzip" });
    expect(answer.status).toBe(400);
    expect(answer.body["code"]).toBe("intake.archive-broken");
  });

  test("refuses a bomb with bounded memory", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 48));
    const answer = await send(bomb, { "content-encoding": "gzip" });
    expect(answer.status).toBe(413);
    expect(sink.taken).toHaveLength(0);
  });

  test("refuses a body over the limit, told and untold", async () => {
    const body = Buffer.alloc(13 * 1024 * 1024, 97);
    expect((await send(body)).body["code"]).toBe("intake.door-body-too-large");
    expect((await send(body, { "transfer-encoding": "chunked" })).status).toBe(413);
  });

  test("streams ten megabytes without a line end through", async () => {
    const { status } = await send(Buffer.alloc(10 * 1024 * 1024, 97));
    expect(status).toBe(200);
    expect(sink.taken[0]?.text.length).toBe(10 * 1024 * 1024);
  });

  test("gives up on a sender that falls silent, and notices one that left", async () => {
    const slow = connect(port, "127.0.0.1");
    let heard = "";
    slow.on("data", (part) => {
      heard += part.toString();
    });
    slow.write("POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
    await eventually(() => heard !== "");
    expect(heard).toContain("HTTP/1.1 408");
    slow.destroy();
    const gone = connect(port, "127.0.0.1");
    gone.write("POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
    await eventually(() => sink.offered === 2);
    gone.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sink.taken).toHaveLength(0);
  });

  test("answers 503 where the sink fails", async () => {
    sink.refusing = () => {
      throw new Error("disk on fire");
    };
    const { status, body } = await send("x\n");
    expect(status).toBe(503);
    expect(JSON.stringify(body)).not.toContain("fire");
  });
});

test("an origin is a printable last part of a path", () => {
  expect(sanitizeOrigin("C:\\logs\\eve.json")).toBe("eve.json");
  expect(sanitizeOrigin("/a/b\u0000\u001b[31m.log")).toBe("b[31m.log");
  expect(sanitizeOrigin("x".repeat(500))).toHaveLength(128);
});

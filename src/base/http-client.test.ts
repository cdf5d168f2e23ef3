import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Address, parseAddress } from "./addresses.js";
import { type Answered, type Asking, askOutside, isNear } from "./http-client.js";
import { Problem } from "./problem.js";

let server: Server;
let address = "";
const pages: Record<string, RequestListener> = {
  "/plain": (_request, response) => void response.setHeader("x-kind", "plain").end("hello"),
  "/packed": (_request, response) =>
    void response.setHeader("content-encoding", "gzip").end(gzipSync("hello packed")),
  "/bomb": (_request, response) =>
    void response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(20_000_000))),
  "/endless": (_request, response) => {
    const write = () => response.write("x".repeat(10_000));
    const timer = setInterval(write, 1);
    response.on("close", () => clearInterval(timer));
  },
  "/half": (_request, response) => {
    response.setHeader("content-length", "100");
    response.write("half");
    setTimeout(() => response.destroy(), 20);
  },
  "/broken": (_request, response) => void response.setHeader("content-encoding", "gzip").end("not packed"),
  "/silent": () => undefined,
  "/elsewhere": (_request, response) => void response.writeHead(302, { location: "/plain" }).end(),
  "/echo": (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => response.end(`${request.method} ${Buffer.concat(parts).toString()}`));
  },
};

beforeAll(async () => {
  server = createServer((request, response) => pages[request.url ?? ""]?.(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (path: string, more: Partial<Asking> = {}) =>
  askOutside({ url: `${address}${path}`, bytesMax: 100_000, timeoutMs: 5000, mayBeNear: true, ...more });
const textOf = (answer: Answered | Problem) =>
  answer instanceof Problem ? answer.code : Buffer.from(answer.body).toString();

describe("what may be asked", () => {
  test.each([
    ["https://127.0.0.1/", "base.address-near"],
    ["https://[::1]/", "base.address-near"],
    ["https://[::ffff:10.0.0.1]/", "base.address-near"],
    ["https://169.254.169.254/latest/meta-data/", "base.address-near"],
    ["https://0x7f000001/", "base.address-near"],
    ["https://2130706433/", "base.address-near"],
    ["https://localhost/", "base.address-near"],
    ["http://example.com/", "base.address-near"],
    ["ftp://example.com/", "base.address-unreadable"],
    ["file:///etc/passwd", "base.address-unreadable"],
    ["https://user:secret@example.com/", "base.address-unreadable"],
    ["not an address", "base.address-unreadable"],
  ])("%s is refused", async (url, code) => {
    const answer = await askOutside({ url, bytesMax: 1000, timeoutMs: 3000 });
    expect(answer).toBeInstanceOf(Problem);
    expect((answer as Problem).code).toBe(code);
  });

  test.each([
    ["198.51.100.7", false],
    ["2001:db8::1", false],
    ["192.168.1.1", true],
    ["100.64.0.1", true],
    ["fe80::1", true],
    ["255.255.255.255", true],
    ["::", true],
    ["64:ff9b::7f00:1", true],
    ["::127.0.0.1", true],
    ["2002:7f00:1::1", true],
  ])("%s is near: %s", (text, expected) => {
    expect(isNear(parseAddress(text) as Address)).toBe(expected);
  });
});

describe("answers", () => {
  test("come whole, plain and packed, with their headers", async () => {
    const answer = await ask("/plain");
    expect(textOf(answer)).toBe("hello");
    expect((answer as Answered).headers.get("x-kind")).toBe("plain");
    expect(textOf(await ask("/packed"))).toBe("hello packed");
    expect(textOf(await ask("/echo", { method: "POST", body: "é" }))).toBe("POST é");
  });

  test("are bounded in bytes, after unpacking, and in time", async () => {
    expect(textOf(await ask("/bomb"))).toBe("base.answer-too-large");
    expect(textOf(await ask("/endless"))).toBe("base.answer-too-large");
    expect(textOf(await ask("/silent", { timeoutMs: 200 }))).toBe("base.no-answer");
    expect(textOf(await ask("/endless", { timeoutMs: 100, bytesMax: 1e12 }))).toBe("base.no-answer");
  });

  test("that break off, or are not packed as they say, are none", async () => {
    expect(textOf(await ask("/half"))).toBe("base.no-answer");
    expect(textOf(await ask("/broken"))).toBe("base.no-answer");
    expect(
      textOf(await askOutside({ url: "http://127.0.0.1:1/", bytesMax: 1, timeoutMs: 2000, mayBeNear: true })),
    ).toBe("base.no-answer");
  });

  test("a redirect is given back, not followed", async () => {
    const answer = (await ask("/elsewhere")) as Answered;
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/plain"]);
  });

  test("whoever asks may end it", async () => {
    const ending = new AbortController();
    const answer = ask("/silent", { ending: ending.signal });
    ending.abort();
    expect(textOf(await answer)).toBe("base.no-answer");
  });
});

/** The server with TLS and behind a proxy: cookies, HSTS, addresses. */
import { request } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSelfSigned } from "../cli/tls/self-signed.js";
import { createSignInLink } from "../members/index.js";
import { openServer, type ServerOptions } from "./server.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
beforeAll(async () => {
  center = await openTestCenter();
}, 60_000);
afterAll(() => center.close());

const open = (change: Partial<ServerOptions>) =>
  openServer({
    center,
    ingest: (_request, response) => void response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
    ...change,
  });
const link = async () =>
  (await createSignInLink(center.state.db, center.clock, center.operator.id)) as string;

test("TLS answers with HSTS and a Secure cookie bound to the host", async () => {
  const tls = await makeSelfSigned(["localhost"], center.clock.nowUs());
  const server = await open({ tls });
  expect(server.address).toMatch(/^https:/);
  const body = JSON.stringify({ token: await link() });
  const headers = await new Promise<NodeJS.Dict<string | string[]>>((done, refuse) => {
    const asked = request(
      `${server.address}/api/sign-in`,
      {
        method: "POST",
        rejectUnauthorized: false,
        headers: { "content-type": "application/json", origin: server.address },
      },
      (response) => {
        response.resume();
        response.on("end", () => done(response.headers));
      },
    );
    asked.on("error", refuse);
    asked.end(body);
  });
  await server.close();
  expect(headers["strict-transport-security"]).toBe("max-age=31536000");
  expect(String(headers["set-cookie"])).toMatch(/^__Host-breakwater_session=bws_.*; Secure; SameSite=Strict/);
});

test("behind a proxy its last word counts, and without one nobody's", async () => {
  const signIn = async (address: string) =>
    fetch(`${address}/api/sign-in`, {
      method: "POST",
      body: JSON.stringify({ token: await link() }),
      headers: {
        "content-type": "application/json",
        "x-forwarded-proto": "https",
        "x-forwarded-for": "203.0.113.66, 198.51.100.7",
      },
    });
  const addresses = async () =>
    (
      await center.state.db.selectFrom("session").select("address").orderBy("created_us", "desc").execute()
    ).map((row) => row.address);
  const behind = await open({ behindProxy: true });
  expect((await signIn(behind.address)).headers.get("set-cookie")).toContain("; Secure");
  expect((await addresses())[0]).toBe("198.51.100.7");
  await behind.close();
  const plain = await open({});
  const answer = await signIn(plain.address);
  expect(answer.headers.get("set-cookie")).not.toContain("Secure");
  expect(answer.headers.get("strict-transport-security")).toBeNull();
  expect((await addresses())[0]).toBe("127.0.0.1");
  await plain.close();
});

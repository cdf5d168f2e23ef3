import { describe, expect, test } from "vitest";
import { readText, testReceivedUs } from "../../../intake/testing.js";
import { MemberNetworks } from "../../../members/index.js";
import type { BatchMeta } from "../../../model/index.js";
import { blockBytes, newBlockBuilder, readBlockRows } from "../../../store/index.js";
import type { Fact } from "../fact.js";
import { evidenceOf, factsOf } from "./row-fact.js";
import { oneOwner, type Whose, whoseOf } from "./whose.js";

const meta: BatchMeta = {
  id: "b",
  memberId: "m",
  door: "http",
  origin: "",
  receivedUs: testReceivedUs,
  bytes: 0,
  mark: null,
};

async function factsIn(
  text: string,
  fileName = "",
  whose: Whose = oneOwner(),
  memberId: string | null = null,
): Promise<Fact[]> {
  const { events, refused } = await readText(text, fileName);
  expect(refused).toEqual([]);
  const builder = newBlockBuilder({ daysMax: 0 });
  for (const { event } of events) builder.append(event, { ...meta, memberId });
  return builder.finish().flatMap((block) => [...factsOf(readBlockRows(blockBytes(block)), whose)]);
}

const zeek = (log: string, fields: object) =>
  `${JSON.stringify({ _path: log, ts: 1_700_000_000, "id.orig_h": "203.0.113.9", "id.orig_p": 40_000, "id.resp_h": "10.0.0.5", "id.resp_p": 22, proto: "tcp", ...fields })}\n`;
const eve = (type: string, fields: object) =>
  `${JSON.stringify({ timestamp: "2026-11-21T10:00:00.000000+0000", event_type: type, src_ip: "203.0.113.9", src_port: 40_000, dest_ip: "10.0.0.5", dest_port: 22, proto: "TCP", ...fields })}\n`;

async function one(text: string, fileName = ""): Promise<Fact> {
  const [fact] = await factsIn(text, fileName);
  expect(fact).toBeDefined();
  return fact as Fact;
}

describe("connections", () => {
  test.each([
    ["S0", {}, "unanswered"],
    ["REJ", {}, "refused"],
    ["SF", {}, "established"],
    ["RSTO", { history: "ShR", orig_bytes: 0 }, "half-open"],
    ["RSTO", { history: "ShADadR", orig_bytes: 9 }, "established"],
    ["OTH", {}, "unknown"],
  ])("Zeek's %s %j is %s", async (conn_state, more, state) => {
    const fact = await one(
      zeek("conn", { conn_state, orig_bytes: 10, resp_bytes: 20, duration: 1.5, uid: "C1", ...more }),
    );
    expect(fact.connection).toMatchObject({ state, bytesIn: 20, durationUs: 1_500_000, id: "C1" });
    expect(fact).toMatchObject({
      direction: "inbound",
      login: null,
      dns: null,
      http: null,
      tls: null,
      alert: null,
    });
  });

  test.each([
    ["02", "00", "unanswered"],
    ["02", "14", "refused"],
    ["06", "12", "half-open"],
    ["1b", "1b", "established"],
  ])("Suricata's flags %s and %s are %s", async (out, back, state) => {
    const flow = {
      pkts_toserver: 3,
      pkts_toclient: 1,
      bytes_toserver: 100,
      bytes_toclient: 50,
      state: "closed",
    };
    const fact = await one(eve("flow", { flow, tcp: { tcp_flags_ts: out, tcp_flags_tc: back } }));
    expect(fact.connection).toMatchObject({ state, bytesOut: 100, packetsIn: 1 });
  });

  test.each([
    ["S_RA", "refused"],
    ["S_", "unanswered"],
    ["SR_SA", "half-open"],
    ["FSPA_FSPA", "established"],
    ["INT", "unanswered"],
    ["CON", "established"],
  ])("Argus' %s is %s", async (written, state) => {
    const head = "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes";
    const fact = await one(
      `${head}\n2019/04/04 16:24:47.6,2.5,tcp,10.0.0.1,5,->,192.0.2.1,80,${written},3,100,60\n`,
    );
    expect(fact.connection).toMatchObject({ state, bytesOut: 60, bytesIn: 40, packetsOut: 3 });
    expect(fact.direction).toBe("outbound");
  });

  test("a firewall that blocked refused it, and a line without both ends is none", async () => {
    const line =
      "Nov 21 10:00:00 gw kernel: [1.1] UFW BLOCK IN=e OUT= MAC= SRC=203.0.113.9 DST=10.0.0.5 LEN=44 PROTO=TCP SPT=52220 DPT=80 SYN\n";
    expect((await one(line)).connection?.state).toBe("refused");
    expect((await one("Nov 21 10:00:00 gw app: nothing of it\n")).connection).toBeNull();
  });
});

describe("log-ins", () => {
  test.each([
    [
      "zeek ssh",
      zeek("ssh", { auth_success: false, auth_attempts: 3 }),
      { service: "ssh", outcome: "failed", times: 3 },
    ],
    ["zeek rdp", zeek("rdp", { cookie: "anna" }), { service: "rdp", outcome: "unknown", user: "anna" }],
    [
      "zeek kerberos",
      zeek("kerberos", {
        request_type: "AS",
        client: "x/D",
        success: false,
        error_msg: "KDC_ERR_C_PRINCIPAL_UNKNOWN",
      }),
      { service: "kerberos", outcome: "failed", unknownUser: true },
    ],
    [
      "zeek ntlm",
      zeek("ntlm", { "id.resp_p": 445, username: "anna", success: false }),
      { service: "smb", outcome: "failed" },
    ],
    [
      "zeek ftp",
      zeek("ftp", { command: "PASS", reply_code: 230, user: "anna" }),
      { service: "ftp", outcome: "succeeded" },
    ],
    ["eve ssh", eve("ssh", { ssh: {} }), { service: "ssh", outcome: "unknown" }],
    [
      "eve smb",
      eve("smb", {
        smb: {
          command: "SMB2_COMMAND_SESSION_SETUP",
          status: "STATUS_LOGON_FAILURE",
          ntlmssp: { user: "anna" },
        },
      }),
      { service: "smb", outcome: "failed", user: "anna" },
    ],
    [
      "sshd",
      "Nov 21 10:00:00 box sshd[1]: Failed password for invalid user anna from 203.0.113.9 port 5 ssh2\n",
      { service: "ssh", outcome: "failed", user: "anna", unknownUser: true, server: "box", saying: "failed" },
    ],
    [
      "sshd, repeated",
      "Nov 21 10:00:00 box sshd[1]: message repeated 4 times: [ Failed password for root from 203.0.113.9 port 5 ssh2]\n",
      { times: 4 },
    ],
    [
      "fortigate",
      'date=2026-11-21 time=10:00:00 devname="fw" type="event" subtype="vpn" action="ssl-login-fail" remip=203.0.113.9 user="anna" reason="sslvpn_login_unknown_user"\n',
      { service: "vpn", outcome: "failed", user: "anna", unknownUser: true },
    ],
    [
      "web",
      '203.0.113.9 - - [21/Nov/2026:10:00:00 +0000] "POST /wp-login.php HTTP/1.1" 200 1 "-" "-"\n',
      { service: "web", outcome: "failed" },
    ],
    [
      "windows, flat JSON",
      '{"EventID":4625,"TimeCreated":"2026-11-21T10:00:00Z","Hostname":"dc","TargetUserName":"anna","IpAddress":"203.0.113.9","SubStatus":"0xC0000064","LogonType":10}\n',
      { service: "rdp", outcome: "failed", user: "anna", unknownUser: true, server: "dc", saying: "4625" },
    ],
  ])("%s", async (_name, line, expected) => {
    const fact = await one(line);
    expect(fact.login).toMatchObject(expected);
    expect(fact.source).toBe("203.0.113.9");
  });

  test.each([
    ["a session's end", "Nov 21 10:00:00 box sshd[1]: Disconnected from user anna 203.0.113.9 port 5\n"],
    ["an anonymous bind of NTLM", zeek("ntlm", { success: true })],
    [
      "a page that asks for a name",
      '203.0.113.9 - - [21/Nov/2026:10:00:00 +0000] "GET /wp-login.php HTTP/1.1" 200 1\n',
    ],
    ["a ticket for a service", zeek("kerberos", { request_type: "TGS", client: "x/D", success: true })],
  ])("%s is none", async (_name, line) => {
    expect((await one(line)).login).toBeNull();
  });
});

describe("names, requests, handshakes, alerts", () => {
  test("DNS in the shapes that sensors write", async () => {
    const zeekDns = await one(
      zeek("dns", {
        query: "WWW.Example.COM.",
        qtype_name: "A",
        rcode_name: "NOERROR",
        answers: ["192.0.2.1"],
        TTLs: [60, 30],
      }),
    );
    expect(zeekDns.dns).toEqual({
      query: "www.example.com",
      type: "A",
      rcode: "NOERROR",
      answers: ["192.0.2.1"],
      ttl: 30,
    });
    const v2 = await one(
      eve("dns", {
        dns: {
          type: "answer",
          rrname: "a.example",
          rrtype: "TXT",
          rcode: "NXDOMAIN",
          grouped: { TXT: ["x"] },
        },
      }),
    );
    expect(v2.dns).toMatchObject({ query: "a.example", type: "TXT", rcode: "NXDOMAIN", answers: ["x"] });
    const v3 = await one(
      eve("dns", { dns: { type: "request", queries: [{ rrname: "b.example", rrtype: "AAAA" }] } }),
    );
    expect(v3.dns).toMatchObject({ query: "b.example", type: "AAAA", rcode: "" });
  });

  test("HTTP, TLS and alerts", async () => {
    const http = await one(
      zeek("http", { method: "PUT", host: "A.example", uri: "/x?y", status_code: 201, request_body_len: 7 }),
    );
    expect(http.http).toMatchObject({
      method: "PUT",
      host: "a.example",
      uri: "/x?y",
      status: 201,
      bytesOut: 7,
    });
    const tls = await one(eve("tls", { tls: { sni: "A.example", ja3: { hash: "0".repeat(32) } } }));
    expect(tls.tls).toEqual({ serverName: "a.example", ja3: "0".repeat(32), ja4: "", established: true });
    const alert = await one(
      eve("alert", { alert: { signature: "ET SCAN", category: "scan", severity: 2, action: "allowed" } }),
    );
    expect(alert.alert).toEqual({ signature: "ET SCAN", category: "scan", severity: 2 });
  });

  test("fields of the wrong kind count as missing, and nothing throws", async () => {
    const wrong = {
      query: 7,
      qtype_name: [],
      answers: { a: 1 },
      TTLs: "x",
      conn_state: 4,
      orig_bytes: "many",
      method: null,
    };
    for (const log of ["dns", "conn", "http", "ssl", "ssh", "kerberos", "ftp", "notice"])
      for (const fact of await factsIn(zeek(log, wrong)))
        expect([fact.dns, fact.connection, fact.http, fact.tls, fact.login, fact.alert]).toBeDefined();
    for (const type of ["dns", "flow", "http", "tls", "smb", "alert", "krb5", "ftp"])
      for (const fact of await factsIn(eve(type, { [type]: ["x"], dns: 3, flow: null })))
        expect([fact.dns, fact.connection, fact.http, fact.tls, fact.login, fact.alert]).toBeDefined();
  });
});

describe("whose a fact is", () => {
  const members = [
    { id: "a", networks: ["192.0.2.0/24"] },
    { id: "b", networks: ["198.51.100.0/24"] },
  ];
  const conn = (source: string, destination: string) =>
    zeek("conn", { "id.orig_h": source, "id.resp_h": destination, conn_state: "S0" });

  test("by the batch's member, else by networks, else the center's or nobody's", async () => {
    const whose = whoseOf(members, new MemberNetworks(members), null);
    const text =
      conn("203.0.113.9", "192.0.2.1") +
      conn("198.51.100.1", "203.0.113.9") +
      conn("203.0.113.9", "203.0.113.8");
    const facts = await factsIn(text, "", whose);
    expect(facts.map(({ memberId, direction }) => [memberId, direction])).toEqual([
      ["a", "inbound"],
      ["b", "outbound"],
    ]);
    const named = await factsIn(conn("10.0.0.1", "203.0.113.9"), "", whose, "a");
    expect(named.map(({ memberId, direction }) => [memberId, direction])).toEqual([["a", "outbound"]]);
  });

  test("evidence is cut and holds nothing of the block", async () => {
    const fact = await one(zeek("http", { method: "GET", uri: `/${"x".repeat(5000)}` }));
    expect(evidenceOf(fact)).toMatchObject({
      log: "zeek-http",
      sourceAddress: "203.0.113.9",
      destinationPort: 22,
    });
    expect(evidenceOf(fact).record).toHaveLength(2000);
  });
});

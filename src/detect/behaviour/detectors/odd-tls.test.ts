import { describe, expect, test } from "vitest";
import { distinguishedName, toolOf } from "../places/tool-certificates.js";
import { factOf, minuteUs, play, secondUs, testStartUs } from "../testing.js";
import { failedHandshakes } from "./failed-handshakes.js";
import { oddTls } from "./odd-tls.js";

const made = "emailAddress=parse@conn.sons.info,CN=conn.sons.info,OU=parse,O=Conn and Sons,ST=SC,C=US";
const tls = (serverName: string, native: Record<string, unknown> = {}, more = {}) =>
  factOf({
    log: "zeek-ssl",
    source: "10.0.0.5",
    destination: "192.0.2.9",
    destinationPort: 8443,
    tls: { serverName },
    native,
    ...more,
  });
const x509 = (native: Record<string, unknown>) => factOf({ log: "zeek-x509", native });

describe("odd-tls", () => {
  test("a certificate that a tool makes, beside the connection or in the log of certificates, in either order", () => {
    const expected = [["high", "192.0.2.9", "10.0.0.5 Metasploit"]];
    const found = (facts: Parameters<typeof play>[1]) =>
      play(oddTls, facts).findings.map(({ level, subject, about }) => [level, subject?.value, about]);
    expect(found([tls("", { subject: made, issuer: made })])).toEqual(expected);
    expect(found([tls("", { tls: { subject: made.replaceAll(",", ", "), issuerdn: "" } })])).toEqual(
      expected,
    );
    const connection = tls("", { cert_chain_fuids: ["F1", "F2"] });
    const certificate = x509({ id: "F1", "certificate.subject": made, "certificate.issuer": made });
    expect(found([connection, certificate])).toEqual(expected);
    expect(found([certificate, connection])).toEqual(expected);
    const newer = x509({ fingerprint: "ab", certificate_subject: made, certificate_issuer: made });
    expect(found([newer, tls("", { cert_chain_fps: ["ab"] })])).toEqual(expected);
    expect(found([x509({ id: "F9", "certificate.subject": made, "certificate.issuer": made })])).toEqual([]);
  });

  test("an address as the server's name, again and again", () => {
    const many = (count: number, gapUs: number, more = {}) =>
      Array.from({ length: count }, (_, at) =>
        tls("192.0.2.9", {}, { timeUs: testStartUs + at * gapUs, ...more }),
      );
    const { findings } = play(oddTls, many(30, secondUs));
    expect(findings.map(({ level, count }) => [level, count])).toEqual([[undefined, 20]]);
    expect(play(oddTls, many(30, secondUs, { destination: "10.0.0.9" })).findings).toEqual([]);
    expect(play(oddTls, many(70, secondUs, { destination: "10.0.0.9" })).findings).toHaveLength(1);
    expect(play(oddTls, many(40, minuteUs)).findings).toEqual([]);
    expect(play(oddTls, many(70, secondUs), { saveEvery: 9 }).findings).toEqual(
      play(oddTls, many(70, secondUs)).findings,
    );
  });

  test("ordinary certificates and names are none", () => {
    const usual = "CN=www.example.com,O=Example Inc.,L=Long Beach,ST=California,C=US";
    const mail = "emailAddress=admin@plc.example,CN=plc.example,OU=Cranes,O=Pier 7,C=US";
    expect(toolOf(usual, usual)).toBeNull();
    expect(toolOf(mail, mail)).toBeNull();
    expect(toolOf(made, "CN=Some CA")).toBeNull();
    expect(toolOf("C=Earth, ST=Cyberspace, O=cobaltstrike, CN=x", "")).toBe("Cobalt Strike");
    expect(toolOf("/C=US/CN=AsyncRAT Server", "")).toBe("AsyncRAT");
    expect(distinguishedName("CN=a\\,b,O=c")).toEqual({ cn: "a\\,b", o: "c" });
    expect(play(oddTls, [tls("www.example.com", { subject: usual, issuer: usual })]).findings).toEqual([]);
  });
});

describe("failed-handshakes", () => {
  const tried = (count: number, gapUs: number, established: boolean) =>
    Array.from({ length: count }, (_, at) =>
      factOf({
        log: "zeek-ssl",
        source: "192.0.2.9",
        destination: "10.0.0.7",
        destinationPort: [443, 993, 995][at % 3] as number,
        timeUs: testStartUs + at * gapUs,
        tls: { serverName: "", established },
      }),
    );

  test("a thousand that fail within ten minutes, also over restarts", () => {
    const { findings } = play(failedHandshakes, tried(1500, secondUs / 3, false));
    expect(findings.map(({ subject, about, fields }) => [subject?.value, about, fields["ports"]])).toEqual([
      ["192.0.2.9", "10.0.0.7", "443, 993, 995"],
    ]);
    expect(play(failedHandshakes, tried(1500, secondUs / 3, false), { saveEvery: 100 }).findings).toEqual(
      findings,
    );
  });

  test("slow ones, and those of which many are set up, are none", () => {
    expect(play(failedHandshakes, tried(3000, 2 * secondUs, false)).findings).toEqual([]);
    const mixed = [...tried(1500, secondUs / 3, true), ...tried(1500, secondUs / 3, false)];
    expect(
      play(
        failedHandshakes,
        mixed.sort((a, b) => a.timeUs - b.timeUs),
      ).findings,
    ).toEqual([]);
  });
});

/**
 * Real syslog, where it is at hand: `../shared/data` beside the checkout, or BREAKWATER_TEST_DATA. Another
 * program's tests say which source address and user each line has; a published table says which template each
 * of 2,000 sshd lines is. Every line of every log gives an event or a refusal, never a throw.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { type Event, observe } from "../model/index.js";
import { syslog } from "./formats/syslog.js";
import { sampleFrom, sniffFormat } from "./sniff.js";
import { testReceivedUs } from "./testing.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const folder = join(root, "05-firewall-syslog");
const cases = join(folder, "crowdsec-tests");
const here = existsSync(cases);
const origin = { fileName: "", receivedUs: testReceivedUs };

interface Read {
  readonly line: string;
  readonly answer: Event | Problem;
}

function readLog(path: string): Read[] {
  const lines = readFileSync(path, "utf8").split(/\r?\n/);
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => ({ line, answer: syslog.read(line, origin) }));
}

const logsOf = (name: string) => readdirSync(join(cases, name)).filter((file) => file.endsWith(".log"));

/** Which logs are syslog: all the lines of these are events, of these kinds. */
const expectedLogs: Readonly<Record<string, string>> = {
  "cef-logs": "cef",
  "charon-ipsec-bf": "syslog",
  "charon-ipsec-logs": "syslog",
  "charon-ipsec-slow-bf": "syslog",
  "endlessh-syslogs": "sign-in syslog",
  "fortinet-vpn-bf": "fortigate-event",
  "iptables-logs": "netfilter",
  "iptables-scan-multi-port": "netfilter",
  "jellyfin-syslog-logs": "sign-in syslog",
  "opnsense-gui-auth": "sign-in",
  "opnsense-sshd": "sshd",
  "pam-logs": "syslog",
  "pf-logs": "filterlog",
  "pfsense-gui-auth": "sign-in",
  "pfsense-rfc5424-filterlog": "filterlog",
  "pfsense-rfc5424-nginx": "syslog",
  "proftpd-logs": "sign-in",
  "proftpd-user-enum": "sign-in",
  "proxmox-iptables-logs": "netfilter",
  "smb-bf": "sign-in",
  "ssh-bf": "sshd",
  "ssh-generic-test": "sshd",
  "ssh-slow-bf": "sshd",
  "ssh-timeout": "sshd",
  "sshd-impossible-travel": "sshd",
  "sshd-impossible-travel-user": "sshd",
  "sshd-invalid-bf": "sshd",
  "sshd-logs-fp": "sshd",
  "sshd-refused-conn": "sshd",
  "syslog-logs": "sshd",
  "unifi-logs": "netfilter sshd",
  "CVE-2025-0108": "web-access",
  "apache-http-probing": "web-access",
  "exchange-pop-bf": "sign-in",
  "exchange-smtp-logs": "sign-in",
  "fortinet-cve-2018-13379": "web-access",
  "nginx-http-sensitive-files": "web-access",
  "nginx-http-sqli-probing": "web-access",
  "pulse-secure-sslvpn-cve-2019-11510": "web-access",
  "smb-logs": "sign-in",
  "technitium-bf": "sign-in",
  "technitium-logs": "sign-in",
  "windows-bf": "windows-event",
  "zimbra-bf": "sign-in",
  "vsftpd-logs": "sign-in syslog",
  "wireguard-auth": "sign-in",
};

/** What the other program's assertions say of one record. */
interface Said {
  message: string;
  source: string;
  user: string;
}

/** Reads `results["s01-parse"]["parser"][3].Evt.Meta["source_ip"] == "192.0.2.1"` lines. */
function readAssertions(name: string): Said[] {
  const said = new Map<string, Said>();
  const pattern =
    /^results\["s01-parse"\]\["([^"]+)"\]\[(\d+)\]\.Evt\.(Meta|Parsed)\["(\w+)"\] == ("(?:[^"\\]|\\.)*")$/;
  for (const line of readFileSync(join(cases, name, "parser.assert"), "utf8").split("\n")) {
    const match = pattern.exec(line);
    if (match === null) continue;
    const [, parser, index, kind, field, text] = match;
    const key = `${parser} ${index}`;
    const one = said.get(key) ?? { message: "", source: "", user: "" };
    said.set(key, one);
    const value = JSON.parse((text as string).replace(/\\x([0-9a-f]{2})/g, "\\u00$1")) as string;
    if (kind === "Parsed" && field === "message") one.message = value;
    if (kind === "Meta" && field === "source_ip") one.source = value;
    if (kind === "Meta" && /^(?:target_user|username|user)$/.test(field as string)) one.user = value;
  }
  return [...said.values()].filter(({ source }) => source !== "");
}

const canonical = (text: string) => observe("address", text)?.value ?? text;

describe.skipIf(!here)("real syslog", () => {
  const names = here ? readdirSync(cases) : [];

  test("every line of every log is an event or a refusal, and syslog is events throughout", () => {
    const wrong: string[] = [];
    let events = 0;
    let refusals = 0;
    for (const name of names)
      for (const file of logsOf(name)) {
        const logs = new Set<string>();
        let refused = 0;
        for (const { answer } of readLog(join(cases, name, file)))
          if (answer instanceof Problem) refused++;
          else {
            logs.add(answer.log);
            events++;
          }
        refusals += refused;
        const expected = expectedLogs[name];
        const found = [...logs].sort().join(" ");
        if (expected !== undefined && (found !== expected || refused > 0))
          wrong.push(`${name}: ${found}, ${refused} refused`);
      }
    expect(wrong).toEqual([]);
    expect(events).toBeGreaterThan(600);
    expect(refusals).toBeGreaterThan(0);
  });

  test("the sniffer takes syslog for syslog and nothing else for it", () => {
    const claimed = names.filter((name) =>
      logsOf(name).some((file) => {
        const bytes = readFileSync(join(cases, name, file));
        const format = sniffFormat(sampleFrom(bytes, file, true));
        return !(format instanceof Problem) && format.id !== "json-lines";
      }),
    );
    // Zimbra writes lines beside it that say nothing of signing in, and those are refused.
    expect(claimed.sort()).toEqual([...Object.keys(expectedLogs), "zimbra-logs"].sort());
  });

  test("source addresses and users are those that another program's tests expect", () => {
    const wrong: string[] = [];
    let compared = 0;
    let users = 0;
    for (const name of names.filter((one) => one in expectedLogs)) {
      if (!existsSync(join(cases, name, "parser.assert"))) continue;
      const read = logsOf(name).flatMap((file) => readLog(join(cases, name, file)));
      for (const { message, source, user } of readAssertions(name)) {
        const mine = read.filter(({ line }) => message === "" || line.includes(message.trim()));
        const agree = mine.some(({ answer }) => {
          if (answer instanceof Problem) return false;
          if (answer.log !== "syslog") return answer.source?.address === canonical(source);
          return answer.carried.some(({ text }) => canonical(text) === canonical(source));
        });
        compared++;
        if (!agree) wrong.push(`${name}: ${source} in ${message.slice(0, 100)}`);
        const said = mine.find(
          ({ answer }) => !(answer instanceof Problem) && answer.native["user"] !== undefined,
        );
        if (said === undefined || said.answer instanceof Problem || user === "") continue;
        users++;
        if (!mine.some(({ answer }) => !(answer instanceof Problem) && answer.native["user"] === user))
          wrong.push(`${name}: user ${user}, not ${String(said.answer.native["user"])}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(80);
    expect(users).toBeGreaterThan(20);
  });

  test("what a Zeek sensor saw of a competition's syslog is events with a time, its JSON read", () => {
    const packed = readFileSync(join(root, "01-network/wrccdc-2018-zeek-json/syslog.json.gz"));
    const logs: Record<string, number> = {};
    for (const line of gunzipSync(packed)
      .toString("utf8")
      .split("\n")
      .filter((one) => one !== "")) {
      const { message } = JSON.parse(line) as { message: string };
      const answer = syslog.read(`<14>${message}`, origin);
      const log = answer instanceof Problem ? answer.code : answer.timeUs === null ? "no time" : answer.log;
      logs[log] = (logs[log] ?? 0) + 1;
    }
    expect(logs).toEqual({ syslog: 2088, json: 290 });
  });

  test("2,000 sshd lines: address, user and action are those of their templates", () => {
    const read = readLog(join(folder, "loghub/OpenSSH_2k.log"));
    const rows = readFileSync(join(folder, "loghub/OpenSSH_2k.log_structured.csv"), "utf8")
      .split(/\r?\n/)
      .slice(1)
      .filter((row) => row !== "");
    expect(read).toHaveLength(rows.length);
    const wrong: string[] = [];
    for (const [index, { line, answer }] of read.entries()) {
      const id = /,(E\d+),/.exec(rows[index] as string)?.[1] ?? "";
      const truth = templates[id];
      const found = answer instanceof Problem ? answer.code : shape(answer);
      if (truth === undefined || found !== truth) wrong.push(`${id}: ${found}, not ${truth}: ${line}`);
      if (!(answer instanceof Problem) && !agrees(answer, line))
        wrong.push(`${line}: ${answer.source?.address}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** What of an event a template fixes: the action, and whether there is an address, a port, a user. */
function shape(event: Event): string {
  const has = [
    event.source !== null ? "address" : "",
    (event.source?.port ?? 0) > 0 ? "port" : "",
    event.native["user"] !== undefined ? "user" : "",
  ];
  return [event.action || "none", ...has].filter((part) => part !== "").join(" ");
}

/** The address stands in the line, whole, and so does the user. */
function agrees(event: Event, line: string): boolean {
  const address = event.source?.address;
  const user = event.native["user"];
  const words = line.split(/[\s[\]=:;]+/);
  return (
    (address === undefined || words.includes(address)) &&
    (typeof user !== "string" ||
      line.includes(` ${user} `) ||
      line.includes(`=${user}`) ||
      line.endsWith(user))
  );
}

/** By the `<*>` of each template, and what sshd means by it. */
const templates: Readonly<Record<string, string>> = {
  E1: "succeeded address port user",
  E2: "none address",
  E3: "failed address",
  E4: "failed user",
  E5: "failed user",
  E6: "none address",
  E7: "none address",
  E8: "failed address port user",
  E9: "failed address port user",
  E10: "failed address port user",
  E11: "none",
  E12: "failed user",
  E13: "failed address user",
  E14: "failed address port user",
  E15: "failed address",
  E16: "failed address",
  E17: "failed address user",
  E18: "none",
  E19: "failed address",
  E20: "failed address user",
  E21: "failed",
  E22: "none user",
  E23: "none user",
  E24: "none address",
  E25: "none address",
  E26: "none address",
  E27: "none address",
};

/** The taxonomies of `content/taxonomy/`: each is read, names logs that there are, and finds what its family writes. */
import { describe, expect, test } from "vitest";
import { readBatches, walkEvents } from "../../intake/index.js";
import type { Event } from "../../model/index.js";
import { SigmaEngine } from "./engine.js";
import { readRules } from "./read-rules.js";
import type { SigmaRule } from "./rule.js";
import { hasTelemetry, isKernelLog, ownTaxonomies, readTaxonomy } from "./taxonomy.js";

const taxonomies = ownTaxonomies();
const covers = taxonomies.flatMap((taxonomy) => taxonomy.covers);

async function eventsOf(text: string, format: string): Promise<Event[]> {
  const events: Event[] = [];
  const source = async function* () {
    yield Buffer.from(text);
  };
  for await (const batch of readBatches(source(), {
    fileName: "x.log",
    format,
    receivedUs: 1_790_000_000_000_000,
  }))
    walkEvents(batch, {
      event: (event) => void events.push(event),
      refused: (_, problem) => {
        throw new Error(problem.detail);
      },
    });
  return events;
}

/** Whether a rule holds for the one event of a text. */
async function holds(logSource: string, detection: string, text: string, format: string): Promise<boolean> {
  const { documents, refusals } = readRules(
    `title: T\nlogsource: { ${logSource} }\ndetection:\n  s:\n${detection}\n  condition: s\n`,
    "f.yml",
  );
  expect(refusals).toEqual([]);
  const engine = SigmaEngine.of(documents as SigmaRule[], taxonomies);
  const [event] = await eventsOf(text, format);
  return engine.matches("all", event as Event).length > 0;
}

describe("covers", () => {
  test("have ids of their own and at least one log", () => {
    expect(new Set(covers.map(({ id }) => id)).size).toBe(covers.length);
    for (const { id, logs } of covers) expect(logs.length, id).toBeGreaterThan(0);
  });

  test("of logs that the kernel scans ask nothing that it can't look for: no columns, no keywords everywhere", () => {
    for (const { id, logs, fields, keywords } of covers.filter((cover) => cover.logs.some(isKernelLog))) {
      expect(logs.every(isKernelLog), id).toBe(true);
      expect(
        logs.every((log) => !log.includes("*")),
        id,
      ).toBe(true);
      expect(keywords, `${id} says where keywords are looked for`).not.toBeNull();
      for (const [field, sources] of Object.entries(fields))
        expect(
          sources.every(({ kind }) => kind === "path"),
          `${id} ${field}`,
        ).toBe(true);
    }
  });

  test("name logs that our formats have", () => {
    const known =
      /^(?:zeek-[a-z0-9_]+|eve-[a-z0-9]+|json|json-\*|syslog|sshd|netfilter|filterlog|web-access|web-error|cef|leef|argus|cisco-(?:asa|ftd|ios)|fortigate-(?:\*|[a-z]+)|panos-(?:\*|[a-z]+))$/;
    for (const { id, logs } of covers) for (const log of logs) expect(log, id).toMatch(known);
  });
});

describe("a taxonomy that is wrong is refused with its place", () => {
  const wrong = (covers: string) => () => readTaxonomy(`title: T\nabout: A\ncovers:\n${covers}`, "t");
  test.each([
    [
      "an unknown column",
      "  - logsource: { product: x }\n    logs: json\n    keywords: ['@nothing']",
      /no column @nothing/,
    ],
    [
      "fields that are not there",
      "  - logsource: { product: x }\n    logs: json\n    fields: [none]",
      /no fields called none/,
    ],
    ["an unknown key", "  - logsource: { product: x }\n    log: json", /log/],
    ["no cover", "  []", /covers/],
  ])("%s", (_, covers, message) => {
    expect(wrong(covers)).toThrow(message);
  });
});

const sysmon = {
  Event: {
    System: {
      Provider: { "#attributes": { Name: "Microsoft-Windows-Sysmon" } },
      EventID: 1,
      Channel: "Microsoft-Windows-Sysmon/Operational",
      Computer: "hmi-1",
    },
    EventData: { Image: "C:\\Windows\\System32\\cmd.exe", CommandLine: "cmd.exe /c whoami" },
  },
};
const winlogbeat = {
  winlog: {
    channel: "Microsoft-Windows-Sysmon/Operational",
    provider_name: "Microsoft-Windows-Sysmon",
    event_id: "1",
    event_data: { Image: "C:\\x\\cmd.exe" },
  },
  event: { code: "1" },
};
const flat = { EventID: 1, Channel: "Microsoft-Windows-Sysmon/Operational", Image: "C:\\x\\CMD.exe" };
const created = {
  Event: {
    System: { EventID: { "#text": 4688 }, Channel: "Security" },
    EventData: { NewProcessName: "C:\\x\\cmd.exe" },
  },
};
const image = "    Image|endswith: '\\cmd.exe'";
const process = "category: process_creation, product: windows";

describe("what families write is found by Sigma's names", () => {
  test.each([
    ["Windows events nested as in XML", process, image, JSON.stringify(sysmon), "json-lines"],
    ["Windows events of Winlogbeat", process, image, JSON.stringify(winlogbeat), "json-lines"],
    ["Windows events, flat", process, image, JSON.stringify(flat), "json-lines"],
    ["Security 4688 as a process", process, image, JSON.stringify(created), "json-lines"],
    [
      "Windows by provider and computer",
      "product: windows",
      "    Provider_Name: Microsoft-Windows-Sysmon\n    Computer: HMI-1",
      JSON.stringify(sysmon),
      "json-lines",
    ],
    [
      "Zeek's DNS by generic names",
      "category: dns",
      "    query|endswith: .example\n    answer: 192.0.2.1\n    record_type: A",
      `{"_path":"dns","ts":1,"uid":"C","id.orig_h":"10.0.0.1","query":"a.example","qtype_name":"A","answers":["192.0.2.1"]}`,
      "zeek-json",
    ],
    [
      "Suricata's DNS of version 3",
      "category: dns",
      "    query: a.example\n    record_type: TXT",
      `{"timestamp":"2026-01-01T00:00:00Z","event_type":"dns","src_ip":"10.0.0.1","dns":{"version":3,"queries":[{"rrname":"a.example","rrtype":"TXT"}]}}`,
      "eve",
    ],
    [
      "Zeek's HTTP as a proxy's",
      "category: proxy",
      "    c-uri-extension: EXE\n    c-useragent: curl\n    dst_ip|cidr: 192.0.2.0/24",
      `{"_path":"http","ts":1,"uid":"C","id.orig_h":"10.0.0.1","id.resp_h":"192.0.2.1","uri":"/a/b.exe?x=1","user_agent":"curl"}`,
      "zeek-json",
    ],
    [
      "Suricata's HTTP as a web server's",
      "category: webserver",
      "    cs-uri-query|contains: jndi\n    cs-method: GET\n    sc-status: 200",
      `{"timestamp":"2026-01-01T00:00:00Z","event_type":"http","src_ip":"10.0.0.1","http":{"url":"/?x=\${jndi:ldap://a}","http_method":"GET","status":200}}`,
      "eve",
    ],
    [
      "keywords of a web server in what a client chooses",
      "category: webserver",
      "    - '${jndi:ldap:/'",
      `{"_path":"http","ts":1,"uid":"C","id.orig_h":"10.0.0.1","uri":"/","user_agent":"\${jndi:ldap://x}"}`,
      "zeek-json",
    ],
    [
      "Suricata's alerts",
      "product: suricata, service: alert",
      "    signature|contains: scan",
      `{"timestamp":"2026-01-01T00:00:00Z","event_type":"alert","src_ip":"10.0.0.1","alert":{"signature":"ET SCAN x"}}`,
      "eve",
    ],
    [
      "pf's log as a firewall's",
      "category: firewall",
      "    src_ip: 192.0.2.1\n    dst_port: 23\n    action: [deny, blocked, block]",
      "5,,,1000000103,igb0,match,block,in,4,0x0,,64,1,0,none,6,tcp,60,192.0.2.1,198.51.100.1,40000,23,0,S,1,,1,,",
      "filterlog",
    ],
    [
      "an ASA's message by its mark",
      "product: cisco, service: syslog",
      "    - '%ASA-4-106023:'",
      '%ASA-4-106023: Deny tcp src outside:192.0.2.1/4242 dst inside:198.51.100.1/22 by access-group "x"',
      "cisco",
    ],
    [
      "an ASA's denial as a firewall's",
      "category: firewall",
      "    src_ip: 192.0.2.1\n    dst_port: 22\n    action: blocked",
      '%ASA-4-106023: Deny tcp src outside:192.0.2.1/4242 dst inside:198.51.100.1/22 by access-group "x"',
      "cisco",
    ],
    [
      "FortiGate's events by its own names",
      "product: fortigate, service: event",
      "    action: Add\n    cfgpath: firewall.policy",
      'date=2026-01-01 time=00:00:00 devname="f" devid="F" logid="0100044547" type="event" subtype="system" action="Add" cfgpath="firewall.policy"',
      "fortigate",
    ],
    [
      "sshd's lines by keywords and fields",
      "product: linux, service: sshd",
      "    - 'incorrect signature'",
      "Nov 21 10:00:00 h sshd[1]: error: key_verify: incorrect signature",
      "syslog",
    ],
    [
      "sshd's log-ins by who tried",
      "product: linux, service: sshd",
      "    event: failed\n    src_ip: 203.0.113.9\n    username: root",
      "Nov 21 10:00:00 h sshd[1]: Failed password for root from 203.0.113.9 port 4242 ssh2",
      "syslog",
    ],
    [
      "a daemon's lines by keywords",
      "product: linux, service: cron",
      "    - REPLACE",
      "Nov 21 10:00:00 h crontab[1]: (root) REPLACE (root)",
      "syslog",
    ],
    [
      "Junos by keywords",
      "product: juniper, service: bgp",
      "    '|all': [':179', 'missing MD5 digest']",
      "Nov 21 10:00:00 r1 rpd[1]: tcp_auth: missing MD5 digest from 192.0.2.1:179",
      "syslog",
    ],
    [
      "Huawei by keywords",
      "product: huawei, service: bgp",
      "    '|all': [':179', 'BGP_AUTH_FAILED']",
      "Nov 21 10:00:00 r1 %%01BGP/3/BGP_AUTH_FAILED(l)[1]: authentication failed 192.0.2.1:179",
      "syslog",
    ],
    [
      "connections of hosts without a product",
      "category: network_connection",
      "    DestinationIp: 192.0.2.1\n    DestinationPort: 445",
      `{"_path":"conn","ts":1,"uid":"C","id.orig_h":"10.0.0.1","id.resp_h":"192.0.2.1","id.resp_p":445,"proto":"tcp"}`,
      "zeek-json",
    ],
    [
      "what no taxonomy covers, by plain names",
      "product: aws, service: cloudtrail",
      "    eventSource: iam.amazonaws.com\n    requestParameters.userName: x",
      `{"eventSource":"iam.amazonaws.com","requestParameters":{"userName":"x"}}`,
      "json-lines",
    ],
  ] as const)("%s", async (_, logSource, detection, text, format) => {
    expect(await holds(logSource, detection, text, format)).toBe(true);
  });

  test("events of another channel are not looked at", async () => {
    const other = { ...flat, Channel: "Application" };
    expect(await holds(process, image, JSON.stringify(other), "json-lines")).toBe(false);
    expect(
      await holds(
        "product: zeek, service: http",
        "    uri: x",
        `{"_path":"files","ts":1,"uid":"C","id.orig_h":"10.0.0.1","uri":"x"}`,
        "zeek-json",
      ),
    ).toBe(false);
  });

  test("a rule that nothing covers says so", () => {
    const source = (product: string) => ({ category: null, product, service: "x", definition: "" });
    expect(hasTelemetry(source("aws"), taxonomies)).toBe(false);
    expect(hasTelemetry({ ...source("zeek"), service: "dns" }, taxonomies)).toBe(true);
  });
});

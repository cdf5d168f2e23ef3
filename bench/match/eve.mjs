// Suricata EVE records, mixed as a port's sensor writes them: 45 % flows, 20 % DNS, 14 % TLS, 9 % HTTP, 5 % files,
// 4 % alerts, 2 % anomalies, 1 % mail. `carrying` names what an event carries of the indicators; one thing each.

const agents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
  "Mozilla/5.0 (X11; Linux x86_64; rv:123.0) Gecko/20100101 Firefox/123.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 Mobile/15E148 Safari/604.1",
  "Microsoft-CryptoAPI/10.0",
  "Debian APT-HTTP/1.3 (2.6.1)",
  "Microsoft-Delivery-Optimization/10.0",
  "Windows-Update-Agent/10.0.10011.16384 Client-Protocol/2.50",
  "curl/7.88.1",
  "python-requests/2.31.0",
];
const signatures = [
  "ET POLICY Outdated TLS",
  "ET SCAN Potential VNC Scan 5900-5920",
  "ET INFO Observed DNS Query to .xyz TLD",
  "GPL SNMP public access udp",
  "ET DROP Dshield Block Listed Source group 1",
  "ET SCADA Modbus TCP Write Multiple Registers",
  "SURICATA STREAM excessive retransmissions",
];
const services = ["tls", "tls", "tls", "dns", "http", "ntp", "smb", "ssh", "failed", "modbus", "quic"];
const portsTcp = [443, 443, 443, 80, 445, 22, 502, 3389, 8080];
const portsUdp = [53, 123, 443, 161];

function time(us) {
  return `${new Date(us / 1000).toISOString().slice(0, 19)}.${String(us % 1_000_000).padStart(6, "0")}+0000`;
}

function head(world, type, [source, destination], port, proto) {
  const { draw } = world;
  return {
    timestamp: time(world.tick()),
    flow_id: draw.word() * 400_000 + draw.below(400_000),
    in_iface: draw.once(2) ? "ens3f0" : "ens3f1",
    event_type: type,
    ...(draw.once(3) ? {} : { vlan: [100 + draw.below(40)] }),
    src_ip: source.full,
    src_port: draw.between(1024, 65_023),
    dest_ip: destination.full,
    dest_port: port,
    proto,
  };
}

function tail(world) {
  return {
    community_id: `1:${world.draw.base64(27)}=`,
    host: `sensor-quay-${world.draw.between(1, 6)}`,
  };
}

function counters(world, more) {
  const { draw } = world;
  return {
    pkts_toserver: draw.below(200),
    pkts_toclient: draw.below(300),
    bytes_toserver: draw.below(100_000),
    bytes_toclient: draw.below(1_000_000),
    start: time(world.timeUs - draw.below(100_000_000)),
    ...more,
  };
}

function flow(world, { source, destination }) {
  const { draw } = world;
  const pair = world.pair();
  const tcp = draw.below(100) < 65;
  const port = draw.pick(tcp ? portsTcp : portsUdp);
  return {
    ...head(world, "flow", [source ?? pair[0], destination ?? pair[1]], port, tcp ? "TCP" : "UDP"),
    app_proto: draw.pick(services),
    flow: counters(world, {
      end: time(world.timeUs - draw.below(1_000_000)),
      age: draw.below(100),
      state: draw.once(3) ? "established" : "closed",
      reason: "timeout",
      alerted: false,
    }),
    ...(tcp
      ? {
          tcp: {
            tcp_flags: "1b",
            tcp_flags_ts: "1b",
            tcp_flags_tc: `1${draw.below(10)}`,
            syn: true,
            fin: true,
            psh: true,
            ack: true,
            state: "closed",
            ts_max_regions: 1,
            tc_max_regions: 1,
          },
        }
      : {}),
    ...tail(world),
  };
}

function dns(world, { name, answer }) {
  const { draw } = world;
  const [client] = world.pair();
  const server = { full: `10.20.0.${draw.between(10, 12)}` };
  const rrname = name ?? world.name();
  const top = {
    ...head(world, "dns", [client, server], 53, "UDP"),
    pkt_src: "wire/pcap",
  };
  const id = draw.below(65_536);
  if (answer === undefined && draw.once(2)) {
    const rrtype = draw.pick(["A", "AAAA", "A", "A", "HTTPS", "PTR", "TXT"]);
    return {
      ...top,
      dns: { type: "query", id, rrname, rrtype, tx_id: draw.below(4), opcode: 0 },
      ...tail(world),
    };
  }
  const addresses = Array.from({ length: draw.between(1, 4) }, () => world.outsideV4());
  if (answer !== undefined) addresses[0] = answer;
  const answers = addresses.map((rdata) => ({ rrname, rrtype: "A", ttl: draw.below(3600), rdata }));
  return {
    ...top,
    dns: {
      version: 2,
      type: "answer",
      id,
      flags: "8180",
      qr: true,
      rd: true,
      ra: true,
      opcode: 0,
      rrname,
      rrtype: "A",
      rcode: "NOERROR",
      answers,
      grouped: { A: addresses },
    },
    ...tail(world),
  };
}

function tls(world, { name, destination, ja3, ja4 }) {
  const { draw } = world;
  const pair = world.pair();
  const sni = name ?? world.name();
  const client = draw.pickPopular(world.fingerprints);
  return {
    ...head(world, "tls", [pair[0], destination ?? pair[1]], 443, "TCP"),
    tls: {
      subject: `CN=${sni}`,
      issuerdn: `C=US, O=Let's Encrypt, CN=R${draw.below(12)}`,
      serial: bytes(draw, 16).toUpperCase(),
      fingerprint: bytes(draw, 20),
      sni,
      version: draw.once(2) ? "TLS 1.2" : "TLS 1.3",
      notbefore: `2024-01-${draw.between(10, 29)}T00:00:00`,
      notafter: `2024-04-${draw.between(10, 29)}T00:00:00`,
      ja3: { hash: ja3 ?? client.ja3, string: client.text },
      ja3s: { hash: draw.pick(world.fingerprints).ja3s, string: `771,${4865 + draw.below(3)},51-43` },
      ja4: ja4 ?? client.ja4,
    },
    ...tail(world),
  };
}

/** `c4:47:13`, as certificates are written. */
function bytes(draw, length) {
  return draw
    .hex(length * 2)
    .match(/../g)
    .join(":");
}

function request(world, { name, url }) {
  const { draw } = world;
  return {
    hostname: url?.host ?? name ?? world.name(),
    url: url?.target ?? world.path(),
    http_user_agent: draw.pick(agents),
  };
}

function http(world, { name, url, referrer }) {
  const { draw } = world;
  const refers = referrer !== undefined || draw.once(2);
  const top = { ...head(world, "http", world.pair(), 80, "TCP"), tx_id: draw.below(5) };
  return {
    ...top,
    http: {
      ...request(world, { name, url }),
      http_content_type: "text/html",
      ...(refers ? { http_refer: referrer ?? `http://${world.name()}${world.path()}` } : {}),
      http_method: draw.once(4) ? "POST" : "GET",
      protocol: "HTTP/1.1",
      status: 200,
      length: draw.below(100_000),
    },
    ...tail(world),
  };
}

function fileinfo(world, { md5, sha1, sha256 }) {
  const { draw } = world;
  return {
    ...head(world, "fileinfo", world.pair(), 80, "TCP"),
    http: {
      ...request(world, {}),
      http_content_type: "application/octet-stream",
      http_method: "GET",
      protocol: "HTTP/1.1",
      status: 200,
      length: draw.below(1_000_000),
    },
    app_proto: "http",
    fileinfo: {
      filename: world.path(),
      gaps: false,
      state: "CLOSED",
      md5: md5 ?? draw.hex(32),
      sha1: sha1 ?? draw.hex(40),
      sha256: sha256 ?? draw.hex(64),
      stored: false,
      size: draw.below(1_000_000),
      tx_id: 0,
    },
    ...tail(world),
  };
}

function alert(world, { source }) {
  const { draw } = world;
  const pair = world.pair();
  const from = source ?? pair[0];
  const top = head(world, "alert", [from, pair[1]], draw.pick([445, 5900, 502, 161, 80]), "TCP");
  return {
    ...top,
    alert: {
      action: "allowed",
      gid: 1,
      signature_id: 2_000_000 + draw.below(50_000),
      rev: draw.below(20),
      signature: draw.pick(signatures),
      category: "Potentially Bad Traffic",
      severity: draw.between(1, 3),
      metadata: {
        affected_product: ["Any"],
        created_at: ["2019_06_14"],
        deployment: ["Perimeter"],
        signature_severity: ["Informational"],
        updated_at: ["2020_09_21"],
      },
    },
    app_proto: draw.pick(services),
    direction: "to_server",
    flow: counters(world, {
      src_ip: from.full,
      dest_ip: pair[1].full,
      src_port: top.src_port,
      dest_port: top.dest_port,
    }),
    payload: draw.base64(draw.between(100, 499)),
    payload_printable: draw.once(4) ? '.."quoted" \\x00\n..' : "GET /a HTTP/1.1..Host: x..",
    stream: 1,
    ...tail(world),
  };
}

function anomaly(world) {
  return {
    ...head(world, "anomaly", world.pair(), 443, "TCP"),
    anomaly: {
      app_proto: "tls",
      type: "applayer",
      event: "APPLAYER_DETECT_PROTOCOL_ONLY_ONE_DIRECTION",
      layer: "proto_detect",
    },
    ...tail(world),
  };
}

function smtp(world, { mail }) {
  const { draw } = world;
  const from = mail ?? `${draw.name(6)}@${world.name()}`;
  return {
    ...head(world, "smtp", world.pair(), 25, "TCP"),
    smtp: { helo: world.name(), mail_from: `<${from}>`, rcpt_to: ["<ops@port.example>"] },
    email: {
      status: "PARSE_DONE",
      from: draw.once(3) ? `"Agent, Line" <${from}>` : `Agent Line <${from}>`,
      to: ["Ops <ops@port.example>"],
      subject: `Bill of lading ${draw.below(1_000_000)}`,
    },
    ...tail(world),
  };
}

const mix = [
  [450, flow],
  [200, dns],
  [140, tls],
  [90, http],
  [50, fileinfo],
  [40, alert],
  [20, anomaly],
  [10, smtp],
];

/** What one event in a thousand carries, in turn: every kind of indicator in every place that has it. */
const carrying = [
  (world) => flow(world, { destination: world.listedV4() }),
  (world) => flow(world, { source: world.listedV4() }),
  (world) => dns(world, { name: world.listedName() }),
  (world) => http(world, { url: world.listedRequest() }),
  (world) => flow(world, { destination: world.insideListedV4() }),
  (world) => tls(world, { name: world.listedName() }),
  (world) => fileinfo(world, { sha256: world.listedValue("sha256") }),
  (world) => flow(world, { destination: world.listedV6() }),
  (world) => smtp(world, { mail: world.listedValue("email") }),
  (world) => tls(world, { ja3: world.listedValue("ja3") }),
  (world) => http(world, { name: world.listedName() }),
  (world) => alert(world, { source: world.listedV4() }),
  (world) => fileinfo(world, { md5: world.listedValue("md5") }),
  (world) => dns(world, { answer: world.listedValue("ipv4") }),
  (world) => flow(world, { source: world.insideListedV6() }),
  (world) => http(world, { referrer: world.listedValue("url") }),
  (world) => tls(world, { ja4: world.listedValue("ja4") }),
  (world) => fileinfo(world, { sha1: world.listedValue("sha1") }),
  (world) => tls(world, { destination: world.listedV4() }),
  (world) => dns(world, { name: world.listedName() }),
];

export function eveRecord(world) {
  let place = world.draw.below(1000);
  for (const [share, make] of mix) {
    if (place < share) return make(world, {});
    place -= share;
  }
  throw new Error("the shares of the mix are a thousand");
}

export function eveRecordCarrying(world, nth) {
  return carrying[nth % carrying.length](world);
}

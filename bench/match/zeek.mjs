// Zeek records as JSON streaming writes them, mixed: 50 % connections, 23 % DNS, 13 % TLS, 9 % HTTP, 5 % files.
// `carrying` is what one event in a thousand has of the indicators. Zeek's default logs carry no mail addresses
// outside of smtp, which this mix leaves out.

function head(world, log, [source, destination], port) {
  const { draw } = world;
  return {
    _path: log,
    ts: world.tick() / 1e6,
    uid: `C${draw.base62(17)}`,
    "id.orig_h": source.short,
    "id.orig_p": draw.between(1024, 65_023),
    "id.resp_h": destination.short,
    "id.resp_p": port,
  };
}

function conn(world, { source, destination }) {
  const { draw } = world;
  const pair = world.pair();
  const tcp = draw.below(100) < 65;
  return {
    ...head(world, "conn", [source ?? pair[0], destination ?? pair[1]], tcp ? 443 : 53),
    proto: tcp ? "tcp" : "udp",
    service: tcp ? "ssl" : "dns",
    duration: draw.below(10_000_000) / 1e6,
    orig_bytes: draw.below(100_000),
    resp_bytes: draw.below(1_000_000),
    conn_state: "SF",
    local_orig: true,
    local_resp: false,
    missed_bytes: 0,
    history: "ShADadFf",
    orig_pkts: draw.below(1000),
    orig_ip_bytes: draw.below(100_000),
    resp_pkts: draw.below(1000),
    resp_ip_bytes: draw.below(1_000_000),
  };
}

function dns(world, { name, answer }) {
  const { draw } = world;
  const [client] = world.pair();
  const server = { short: `10.20.0.${draw.between(10, 12)}` };
  const top = head(world, "dns", [client, server], 53);
  const answers = Array.from({ length: draw.between(1, 3) }, () => world.outsideV4());
  if (answer !== undefined) answers[0] = answer;
  return {
    ...top,
    proto: "udp",
    trans_id: draw.below(65_536),
    rtt: draw.below(100_000) / 1e6,
    query: name ?? world.name(),
    qclass: 1,
    qclass_name: "C_INTERNET",
    qtype: 1,
    qtype_name: "A",
    rcode: 0,
    rcode_name: "NOERROR",
    AA: false,
    TC: false,
    RD: true,
    RA: true,
    Z: 0,
    answers,
    TTLs: answers.map(() => draw.below(3600)),
    rejected: false,
  };
}

function ssl(world, { name, ja3, ja4 }) {
  const { draw } = world;
  const client = draw.pickPopular(world.fingerprints);
  return {
    ...head(world, "ssl", world.pair(), 443),
    version: draw.once(2) ? "TLSv12" : "TLSv13",
    cipher: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    curve: "x25519",
    server_name: name ?? world.name(),
    resumed: false,
    next_protocol: "h2",
    established: true,
    ssl_history: "CsxknGIi",
    cert_chain_fps: [draw.hex(64), draw.hex(64)],
    client_cert_chain_fps: [],
    sni_matches_cert: true,
    ja3: ja3 ?? client.ja3,
    ja3s: draw.hex(32),
    ja4: ja4 ?? client.ja4,
  };
}

const agents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
  "Mozilla/5.0 (X11; Linux x86_64; rv:123.0) Gecko/20100101 Firefox/123.0",
  "Microsoft-CryptoAPI/10.0",
  "curl/7.88.1",
];

function http(world, { name, url, referrer }) {
  const { draw } = world;
  const refers = referrer !== undefined || draw.once(2);
  return {
    ...head(world, "http", world.pair(), 80),
    trans_depth: 1,
    method: "GET",
    host: url?.host ?? name ?? world.name(),
    uri: url?.target ?? world.path(),
    ...(refers ? { referrer: referrer ?? `http://${world.name()}${world.path()}` } : {}),
    version: "1.1",
    user_agent: draw.pick(agents),
    request_body_len: 0,
    response_body_len: draw.below(1_000_000),
    status_code: 200,
    status_msg: "OK",
    tags: [],
    resp_fuids: [`F${draw.base62(17)}`],
    resp_mime_types: ["text/html"],
  };
}

function files(world, { md5, sha1, sha256 }) {
  const { draw } = world;
  const { _path, ts, uid, ...connection } = head(world, "files", world.pair(), 80);
  return {
    _path,
    ts,
    fuid: `F${draw.base62(17)}`,
    uid,
    ...connection,
    source: "HTTP",
    depth: 0,
    analyzers: ["MD5", "SHA1", "SHA256"],
    mime_type: "application/x-dosexec",
    duration: draw.below(100_000) / 1e6,
    is_orig: false,
    seen_bytes: draw.below(1_000_000),
    total_bytes: draw.below(1_000_000),
    missing_bytes: 0,
    overflow_bytes: 0,
    timedout: false,
    md5: md5 ?? draw.hex(32),
    sha1: sha1 ?? draw.hex(40),
    sha256: sha256 ?? draw.hex(64),
  };
}

const mix = [
  [500, conn],
  [230, dns],
  [130, ssl],
  [90, http],
  [50, files],
];

const carrying = [
  (world) => conn(world, { destination: world.listedV4() }),
  (world) => dns(world, { name: world.listedName() }),
  (world) => http(world, { url: world.listedRequest() }),
  (world) => conn(world, { source: world.listedV4() }),
  (world) => files(world, { sha256: world.listedValue("sha256") }),
  (world) => ssl(world, { name: world.listedName() }),
  (world) => conn(world, { destination: world.insideListedV4() }),
  (world) => ssl(world, { ja3: world.listedValue("ja3") }),
  (world) => conn(world, { destination: world.listedV6() }),
  (world) => http(world, { name: world.listedName() }),
  (world) => files(world, { md5: world.listedValue("md5") }),
  (world) => dns(world, { answer: world.listedValue("ipv4") }),
  (world) => ssl(world, { ja4: world.listedValue("ja4") }),
  (world) => files(world, { sha1: world.listedValue("sha1") }),
  (world) => http(world, { referrer: world.listedValue("url") }),
  (world) => conn(world, { source: world.insideListedV6() }),
];

export function zeekRecord(world) {
  let place = world.draw.below(1000);
  for (const [share, make] of mix) {
    if (place < share) return make(world, {});
    place -= share;
  }
  throw new Error("the shares of the mix are a thousand");
}

export function zeekRecordCarrying(world, nth) {
  return carrying[nth % carrying.length](world);
}

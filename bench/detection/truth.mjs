// What must be found in each capture and who is hostile in it: from expected.json, the captures' own labels, the
// assertions of another program's tests and a published table. Nothing here comes from what the product says.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const readText = (path) => {
  const bytes = readFileSync(path);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
};

/** Addresses at the outer end of records that are labelled malicious. */
function labelledHostile(folder, own) {
  const hostile = new Set();
  for (const file of readdirSync(folder).filter((name) => name.includes("labeled"))) {
    let at = -1;
    let to = -1;
    for (const line of readText(join(folder, file)).split("\n")) {
      if (line.startsWith("#fields")) {
        const names = line.split("\t").slice(1);
        at = names.indexOf("id.orig_h");
        to = names.indexOf("id.resp_h");
      }
      if (line.startsWith("#") || !line.includes("Malicious") || at < 0) continue;
      const cells = line.split("\t");
      for (const end of [cells[at], cells[to]]) if (end !== undefined && !own.has(end)) hostile.add(end);
    }
  }
  return hostile;
}

function captureOf(data, one) {
  const own = new Set(one.benign ?? []);
  const hostile = new Set(one.hostile ?? []);
  if (one.labels) for (const address of labelledHostile(join(data, one.path), own)) hostile.add(address);
  const knowsAll = one.labels === true || one.hostile !== undefined;
  return {
    ...one,
    isFalse: (names) =>
      names.some((name) => hostile.has(name)) ? false : knowsAll || names.some((name) => own.has(name)),
  };
}

/** `results[0].Overflow.Sources["1.2.3.4"]…` and `results[0].Overflow.Alert.GetScenario() == "…"`, by result. */
function crowdsecCapture(folder, name, known) {
  const text = readFileSync(join(folder, name, "scenario.assert"), "utf8");
  const results = new Map();
  for (const line of text.split("\n")) {
    const nth = /results\[(\d+)\]/.exec(line)?.[1];
    if (nth === undefined) continue;
    const result = results.get(nth) ?? { sources: new Set(), scenario: "" };
    results.set(nth, result);
    const source = /^"([^"]+)" in results/.exec(line)?.[1];
    if (source !== undefined) result.sources.add(source);
    const scenario = /GetScenario\(\) == "([^"]+)"/.exec(line)?.[1];
    if (scenario !== undefined) result.scenario = scenario;
  }
  const hostile = new Set();
  const expect = new Map();
  for (const { sources, scenario } of results.values())
    for (const source of sources) {
      hostile.add(source);
      if (known.left_out.includes(scenario)) continue;
      const detectors = known.scenarios[scenario];
      if (detectors === undefined)
        throw new Error(`${name}: the scenario ${scenario} is not in expected.json`);
      expect.set(`${source} ${scenario}`, { what: scenario, subject: source, detectors });
    }
  return {
    name: `crowdsec ${name}`,
    path: join("05-firewall-syslog/crowdsec-tests", name),
    expect: [...expect.values()],
    // These tests hold only what they are about.
    isFalse: (names) => !names.some((one) => hostile.has(one)),
  };
}

function opensshCapture(data, { path, truth, failures, detectors }) {
  const counts = new Map();
  const hostile = new Set();
  for (const line of readText(join(data, truth)).split("\n")) {
    const address = /(\d{1,3}(?:\.\d{1,3}){3})/.exec(line)?.[1];
    if (address === undefined || /Accepted password/.test(line)) continue;
    hostile.add(address);
    if (/Failed password/.test(line)) counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  const sources = [...counts].filter(([, count]) => count >= failures);
  return {
    name: "loghub OpenSSH",
    path,
    expect: sources.map(([subject, count]) => ({ what: `${count} failed passwords`, subject, detectors })),
    isFalse: (names) => !names.some((name) => hostile.has(name)),
  };
}

/** All captures that are there; what is missing is named. */
export function capturesIn(data, expected) {
  const captures = [];
  const missing = [];
  for (const one of expected.captures)
    if (existsSync(join(data, one.path))) captures.push(captureOf(data, one));
    else missing.push(one.path);
  const folder = join(data, expected.crowdsec.folder);
  if (existsSync(folder)) {
    for (const name of readdirSync(folder).sort())
      if (existsSync(join(folder, name, "scenario.assert")))
        captures.push(crowdsecCapture(folder, name, expected.crowdsec));
  } else missing.push(expected.crowdsec.folder);
  if (existsSync(join(data, expected.openssh.truth))) captures.push(opensshCapture(data, expected.openssh));
  else missing.push(expected.openssh.truth);
  return { captures, missing };
}

/**
 * What is missing before this center can warn anybody, and the exact lines that connect a source. The lines name
 * this center's own address, as the browser reached it.
 */
import { useState } from "react";
import { Link } from "wouter";
import type { Now } from "../../api/types.js";
import { Lines } from "../parts/copy.js";

interface Way {
  readonly id: string;
  readonly title: string;
  readonly lines: (address: string, host: string) => string;
}

const ways: readonly Way[] = [
  {
    id: "curl",
    title: "A file, by curl",
    lines: (address) =>
      `curl -H "Authorization: Bearer $TOKEN" \\\n     --data-binary @conn.log ${address}/ingest`,
  },
  {
    id: "zeek",
    title: "Zeek",
    lines: (address) =>
      `# local.zeek: write logs as JSON\n@load policy/tuning/json-logs\n\n# then, on the sensor\nbreakwater send --to ${address} --token "$TOKEN" /opt/zeek/logs/current`,
  },
  {
    id: "suricata",
    title: "Suricata",
    lines: (address) => `breakwater send --to ${address} --token "$TOKEN" /var/log/suricata/eve.json`,
  },
  {
    id: "syslog",
    title: "Firewall, by syslog",
    lines: (_address, host) =>
      `# rsyslog: /etc/rsyslog.d/90-breakwater.conf\n*.* action(type="omfwd" target="${host}" port="8514" protocol="tcp"\n           template="RSYSLOG_SyslogProtocol23Format")`,
  },
];

const told: Readonly<Record<Now["missing"][number], string>> = {
  members: "No member has been added, so everything is read as the port's own.",
  telemetry: "No record has arrived yet.",
  indicators: "No indicators are loaded, so nothing can be recognized.",
};

export function ConnectCard({ missing }: { readonly missing: Now["missing"] }) {
  const [chosen, setChosen] = useState("curl");
  const way = ways.find((candidate) => candidate.id === chosen) ?? (ways[0] as Way);
  return (
    <section className="card" aria-labelledby="connect-title">
      <div className="card-head">
        <h2 id="connect-title">What is still missing</h2>
      </div>
      <div className="card-body stack">
        <ul style={{ paddingLeft: 20 }}>
          {missing.map((part) => (
            <li key={part}>
              {told[part]} {part === "members" && <Link href="/members">Add a member</Link>}
            </li>
          ))}
        </ul>
        {missing.includes("indicators") && (
          <div className="stack" style={{ gap: 8 }}>
            <h3>Load indicators</h3>
            <Lines
              label="Command that loads indicators"
              text="breakwater intel import blocklist.txt stix-bundle.json"
            />
          </div>
        )}
        {missing.includes("telemetry") && (
          <div className="stack" style={{ gap: 10 }}>
            <h3>Connect a source</h3>
            <fieldset className="chips" style={{ border: 0, padding: 0, margin: 0 }}>
              <legend className="hidden-text">Kind of source</legend>
              {ways.map((candidate) => (
                <button
                  key={candidate.id}
                  type="button"
                  className="chip"
                  aria-pressed={candidate.id === chosen}
                  aria-current={candidate.id === chosen}
                  onClick={() => setChosen(candidate.id)}
                  style={{ cursor: "pointer", font: "inherit", fontSize: "0.88rem" }}
                >
                  {candidate.title}
                </button>
              ))}
            </fieldset>
            <Lines
              label={`Lines for ${way.title}`}
              text={way.lines(window.location.origin, window.location.hostname)}
            />
            <p className="quiet small">
              A member's token is made under <Link href="/members">Members</Link>; it tells whose telemetry it
              is. The first record shows up here within a second.
            </p>
          </div>
        )}
      </div>
    </section>
  );
}

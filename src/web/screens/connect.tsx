/**
 * The exact lines that connect a source and load indicators. They name this center's own address, as the browser
 * reached it.
 */
import { type ReactNode, useState } from "react";
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

export function ImportLines() {
  return (
    <Lines
      label="Command that loads indicators"
      text="breakwater intel import blocklist.txt stix-bundle.json"
    />
  );
}

/** `tokens` says where a member's token is made. */
export function ConnectLines({ tokens }: { readonly tokens: ReactNode }) {
  const [chosen, setChosen] = useState("curl");
  const way = ways.find((candidate) => candidate.id === chosen) ?? (ways[0] as Way);
  return (
    <>
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
        The token is made under {tokens}; it tells whose telemetry it is. The first record shows up here
        within a second.
      </p>
    </>
  );
}

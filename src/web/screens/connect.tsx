/**
 * What is missing before this center can warn anybody: members, indicators, and a source (`connect-source.tsx`).
 */
import { Link } from "wouter";
import type { Now } from "../../api/types.js";
import { Lines } from "../parts/copy.js";
import { ConnectSource } from "./connect-source.js";

const told: Readonly<Record<Now["missing"][number], string>> = {
  members: "No member has been added, so everything is read as the port's own.",
  telemetry: "No record has arrived yet.",
  indicators: "No indicators are loaded, so nothing can be recognized.",
};

export function ConnectCard({ missing }: { readonly missing: Now["missing"] }) {
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
            <ConnectSource />
          </div>
        )}
      </div>
    </section>
  );
}

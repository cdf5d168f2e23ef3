/** What the center gives: its TAXII collections with who uses them, its MISP feed, and the programs that read and give. */
import { useQuery } from "@tanstack/react-query";
import type { MemberRow, MispListed, TaxiiListed } from "../../../api/types.js";
import { get } from "../../ask.js";
import { CopyButton } from "../../parts/copy.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { When } from "../../parts/when.js";
import { amountOf } from "./going.js";

const audiences: Readonly<Record<string, string>> = {
  everyone: "every member, as far as its ceiling goes",
  center: "the center",
  nobody: "nobody",
};

function Address({ path }: { readonly path: string }) {
  const address = `${window.location.origin}${path}`;
  return (
    <span className="row">
      <code style={{ overflowWrap: "anywhere" }}>{address}</code> <CopyButton text={address} />
    </span>
  );
}

function Programs({ programs }: { readonly programs: TaxiiListed["programs"] }) {
  if (programs.length === 0)
    return (
      <p className="quiet">None yet. Each program needs a token of its member; the lines below make one.</p>
    );
  return (
    <table className="plain stacked">
      <thead>
        <tr>
          <th scope="col">Program</th>
          <th scope="col">Of</th>
          <th scope="col">May</th>
          <th scope="col">Used last</th>
        </tr>
      </thead>
      <tbody>
        {programs.map(({ user, token, member, scopes, usedUs }) => (
          <tr key={`${member} ${token} ${user}`}>
            <td style={{ overflowWrap: "anywhere" }}>
              {token}
              {user !== null && user !== token && <span className="quiet"> signs in as {user}</span>}
            </td>
            <td>{member ?? "the center"}</td>
            <td>{scopes.map((scope) => (scope === "read" ? "read" : "give")).join(" and ")}</td>
            <td>{usedUs === null ? "never" : <When us={usedUs} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function OursPart() {
  const taxii = useQuery({ queryKey: ["taxii"], queryFn: () => get<TaxiiListed>("/taxii") });
  const misp = useQuery({ queryKey: ["misp"], queryFn: () => get<MispListed>("/misp") });
  const members = useQuery({
    queryKey: ["members"],
    queryFn: () => get<{ rows: readonly MemberRow[] }>("/members"),
  });
  const nameOf = (audience: string): string => {
    const [kind = "", id] = audience.split(":");
    if (kind === "group") return "a group";
    if (kind === "member") return members.data?.rows.find((member) => member.id === id)?.name ?? "a member";
    return audiences[kind] ?? audience;
  };
  const served = misp.data?.served;
  return (
    <section className="card" aria-labelledby="ours-title">
      <div className="card-head">
        <h2 id="ours-title">What this center gives</h2>
      </div>
      <div className="card-body stack">
        {taxii.isPending && <Waiting what="what is given" />}
        {taxii.error !== null && <Fault fault={taxii.error} retry={() => void taxii.refetch()} />}
        <dl className="facts">
          <dt>TAXII</dt>
          <dd>
            <Address path="/taxii2/" />
          </dd>
          <dt>MISP feed</dt>
          <dd>
            <Address path="/misp/feed/" />
            {served !== undefined && (
              <div className="quiet small">
                {amountOf(served.events, "event", "events")} with{" "}
                {amountOf(served.attributes, "value", "values")}
                {served.changedUs !== null && (
                  <>
                    , changed <When us={served.changedUs} />
                  </>
                )}
              </div>
            )}
          </dd>
        </dl>
        {taxii.data?.roots.map((root) => (
          <div key={root.path}>
            <h3>
              Collections of <code>{root.path}</code>
            </h3>
            <ul className="lines-list">
              {root.collections.map(({ id, alias, title, readBy, writeBy }) => (
                <li key={id}>
                  <strong>{alias ?? id}</strong> <span className="quiet small">{title}</span>
                  <p className="small">
                    {writeBy === "everyone"
                      ? "Every member gives to it and reads what it gave itself; the center reads all."
                      : `Read by ${nameOf(readBy)}. Written by ${nameOf(writeBy)}.`}
                  </p>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {taxii.data !== undefined && (
          <div className="stack" style={{ gap: 8 }}>
            <h3>Programs that read and give</h3>
            <Programs programs={taxii.data.programs} />
          </div>
        )}
      </div>
    </section>
  );
}

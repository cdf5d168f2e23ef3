/** *Members*: the companies of the port's community, what a center keeps of each, their groups, tokens and people. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { MemberRow } from "../../api/types.js";
import { get } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { TlpChip } from "../parts/labels.js";
import { useIsOperator } from "../session.js";
import { ConflictsPart } from "./conflicts-part.js";
import { ContactsPart } from "./contacts-part.js";
import { EdgesPart } from "./edges-part.js";
import { ExposuresPart } from "./exposures-part.js";
import { GroupsPart } from "./groups-part.js";
import { MemberForm } from "./member-form.js";
import { MemberRemove } from "./member-remove.js";
import { PeoplePart } from "./people-part.js";
import { knownProviders } from "./providers-field.js";
import { ReciprocityPart } from "./reciprocity-part.js";
import { SignedPart } from "./signed-part.js";
import { TokensPart } from "./tokens-part.js";
import { languageWords } from "./written-fields.js";

function MemberCard({
  member,
  operator,
  known,
}: {
  readonly member: MemberRow;
  readonly operator: boolean;
  readonly known: readonly string[];
}) {
  const [open, setOpen] = useState(false);
  const [changing, setChanging] = useState(false);
  return (
    <li className="card">
      <div className="card-body">
        <div className="row" style={{ justifyContent: "space-between" }}>
          <div>
            <h2>{member.name}</h2>
            <p className="quiet small">
              {member.sector}
              {member.providers.length > 0 && `, served by ${member.providers.join(", ")}`},{" "}
              {languageWords[member.language]}, {member.timeZone}
              {member.mark !== null && ", sample"}
            </p>
          </div>
          <div className="row">
            <span className="quiet small">receives up to</span> <TlpChip tlp={member.tlpCeiling} />
            {operator && (
              <Button variant="default" size="xs" aria-expanded={open} onClick={() => setOpen(!open)}>
                {open ? "Less" : "Profile, tokens and people"}
                <span className="hidden-text"> of {member.name}</span>
              </Button>
            )}
          </div>
        </div>
        <p className="mono small" style={{ marginTop: 6, overflowWrap: "anywhere" }}>
          {member.networks.length === 0 ? (
            <span className="quiet">no networks yet</span>
          ) : (
            member.networks.join("  ")
          )}
        </p>
        {open && (
          <div className="stack" style={{ marginTop: 18, gap: 22 }}>
            {changing ? (
              <MemberForm member={member} knownProviders={known} onDone={() => setChanging(false)} />
            ) : (
              <div>
                <Button variant="default" size="xs" onClick={() => setChanging(true)}>
                  Change the record<span className="hidden-text"> of {member.name}</span>
                </Button>
              </div>
            )}
            <ContactsPart memberId={member.id} writes />
            <SignedPart memberId={member.id} writes />
            <section className="stack" style={{ gap: 10 }} aria-label="What is its own">
              <h3>What is its own</h3>
              <ExposuresPart memberId={member.id} writes />
            </section>
            <TokensPart memberId={member.id} />
            <EdgesPart memberId={member.id} />
            <PeoplePart memberId={member.id} />
            <MemberRemove member={member} />
          </div>
        )}
      </div>
    </li>
  );
}

export function MembersScreen() {
  const operator = useIsOperator();
  const [adding, setAdding] = useState(false);
  const members = useQuery({
    queryKey: ["members"],
    queryFn: () => get<{ rows: readonly MemberRow[] }>("/members"),
  });
  const known = knownProviders(members.data?.rows ?? []);
  return (
    <div className="page-inner stack">
      <div className="queue-head" style={{ marginBottom: 4 }}>
        <h1>Members</h1>
        {operator && !adding && <Button onClick={() => setAdding(true)}>Add a member</Button>}
      </div>
      {adding && (
        <section className="card" aria-labelledby="add-title">
          <div className="card-body stack">
            <h2 id="add-title">A new member</h2>
            <MemberForm knownProviders={known} onDone={() => setAdding(false)} />
          </div>
        </section>
      )}
      {members.isPending && <Waiting what="members" />}
      {members.error !== null && <Fault fault={members.error} retry={() => void members.refetch()} />}
      {operator && <ConflictsPart members={members.data?.rows ?? []} />}
      <ul className="stack" style={{ listStyle: "none", padding: 0, gap: 12 }} aria-label="All members">
        {members.data?.rows.map((member) => (
          <MemberCard key={member.id} member={member} operator={operator} known={known} />
        ))}
      </ul>
      {operator && members.data !== undefined && <ReciprocityPart members={members.data.rows} />}
      {members.data !== undefined && <GroupsPart members={members.data.rows} writes={operator} />}
    </div>
  );
}

/** *Sharing*, for a member's people: what is theirs, which nobody else sees, and who sees what of them. */
import { useQuery } from "@tanstack/react-query";
import type { MemberRow } from "../../api/types.js";
import { get } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { useSession } from "../session.js";
import { ContactsPart } from "./contacts-part.js";
import { ProgramsOfMember } from "./exchange/programs-of-member.js";
import { ExposuresPart } from "./exposures-part.js";
import { LegalBasisToday } from "./legal-basis-part.js";
import { OwnStandingPart } from "./own-standing-part.js";
import { SeenPart } from "./seen-part.js";
import { SignedPart } from "./signed-part.js";
import { WrittenPart } from "./written-part.js";

export function SharingScreen() {
  const { person } = useSession();
  const memberId = person.memberId ?? "";
  const member = useQuery({
    queryKey: ["member", memberId],
    queryFn: () => get<MemberRow>(`/members/${encodeURIComponent(memberId)}`),
  });
  return (
    <div className="page-inner stack">
      <h1>Sharing</h1>
      <OwnStandingPart />
      <section className="card" aria-labelledby="yours-title">
        <div className="card-head">
          <h2 id="yours-title">What is yours</h2>
        </div>
        <div className="card-body stack">
          <p className="quiet">
            What you register here is cut from everything others get. Only you and the center's operators see
            it.
          </p>
          <ExposuresPart memberId={memberId} writes={person.role !== "viewer"} />
        </div>
      </section>
      {member.isPending && <Waiting what="your record" />}
      {member.error !== null && <Fault fault={member.error} retry={() => void member.refetch()} />}
      {member.data !== undefined && <SeenPart member={member.data} decides={person.role === "admin"} />}
      <section className="card" aria-labelledby="reach-title">
        <div className="card-head">
          <h2 id="reach-title">How the center reaches you</h2>
        </div>
        <div className="card-body stack">
          {member.data !== undefined && (
            <WrittenPart member={member.data} decides={person.role === "admin"} />
          )}
          <ContactsPart memberId={memberId} writes={person.role === "admin"} />
        </div>
      </section>
      {member.data !== undefined && person.role !== "viewer" && (
        <ProgramsOfMember member={member.data} makes={person.role === "admin"} />
      )}
      <section className="card" aria-labelledby="agreed-title">
        <div className="card-head">
          <h2 id="agreed-title">What was agreed</h2>
        </div>
        <div className="card-body stack">
          <SignedPart memberId={memberId} writes={false} />
          <LegalBasisToday />
        </div>
      </section>
    </div>
  );
}

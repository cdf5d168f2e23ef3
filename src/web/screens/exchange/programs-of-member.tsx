/** For a member: where its programs read and give, what they get, and the tokens they need. */
import type { MemberRow } from "../../../api/types.js";
import { TokensPart } from "../tokens-part.js";
import { ConnectProgram } from "./connect-program.js";

export function ProgramsOfMember({
  member,
  makes,
}: {
  readonly member: MemberRow;
  /** Whether this person makes tokens. */
  readonly makes: boolean;
}) {
  return (
    <section className="card" aria-labelledby="programs-title">
      <div className="card-head">
        <h2 id="programs-title">Connect your programs</h2>
      </div>
      <div className="card-body stack">
        <p>
          A firewall manager, a SIEM or a MISP can read here by itself what is hostile, and give what it
          found. It speaks TAXII 2.1 or reads a MISP feed; both are common ways to hand such lists on.
        </p>
        <dl className="facts">
          <dt>It reads</dt>
          <dd>
            what the center's sources and the center say, up to {member.tlpCeiling}, never of another member
          </dd>
          <dt>It gives</dt>
          <dd>
            to the collection <code>inbox</code>: what comes becomes a report of yours, known as yours to the
            center alone
          </dd>
          <dt>It needs</dt>
          <dd>{makes ? "a token, made below" : "a token: an admin of your company makes one here"}</dd>
        </dl>
        <ConnectProgram />
        {makes && <TokensPart memberId={member.id} use="programs" />}
      </div>
    </section>
  );
}

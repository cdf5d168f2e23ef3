/** *People*, for a member's admin: the member's own people, invitations and tokens. */
import { useSession } from "../session.js";
import { PeoplePart } from "./people-part.js";
import { TokensPart } from "./tokens-part.js";

export function PeopleScreen() {
  const { person, memberName } = useSession();
  return (
    <div className="page-inner stack">
      <h1>People of {memberName}</h1>
      <section className="card" aria-labelledby="people-title">
        <div className="card-head">
          <h2 id="people-title">Who signs in</h2>
        </div>
        <div className="card-body">
          <PeoplePart memberId={person.memberId} titled={false} />
        </div>
      </section>
      {person.memberId !== null && (
        <div className="card card-body">
          <TokensPart memberId={person.memberId} />
        </div>
      )}
    </div>
  );
}

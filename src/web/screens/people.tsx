/** *People*, for a member's admin: the member's own people, invitations and tokens. */
import { useSession } from "../session.js";
import { PeoplePart } from "./people-part.js";
import { TokensPart } from "./tokens-part.js";

export function PeopleScreen() {
  const { person, memberName } = useSession();
  return (
    <div className="page-inner stack">
      <h1>{memberName}</h1>
      <h2 className="hidden-text">Who signs in</h2>
      <div className="card card-body">
        <PeoplePart memberId={person.memberId} />
      </div>
      {person.memberId !== null && (
        <div className="card card-body">
          <TokensPart memberId={person.memberId} />
        </div>
      )}
    </div>
  );
}

/** Advisories that speak of what a member has, with how sure that is and why. */
import { useQuery } from "@tanstack/react-query";
import type { AdvisoryMatchRow } from "../../../api/types.js";
import type { MatchConfidence, MatchReason } from "../../../model/index.js";
import { get } from "../../ask.js";
import { dayInWords } from "../../parts/day.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { UrgencyLabel } from "../../parts/labels.js";
import { Value } from "../../parts/value.js";
import { useIsCenter, useSession } from "../../session.js";
import { memberQuery, useMemberName, useShownMember } from "./port-filters.js";
import { counted } from "./port-words.js";

type Item = AdvisoryMatchRow["items"][number];

const confidenceWords: Readonly<Record<MatchConfidence, string>> = {
  exact: "certain",
  likely: "likely",
  possible: "possible",
};

/** Why, as a sentence's end. */
function reasonOf({ reason, firmware, range }: Item): string {
  const reasons: Readonly<Record<MatchReason, string>> = {
    "in range": `its firmware ${firmware} is in the range ${range}`,
    "every version": "every version of it is affected",
    "version unknown": `which firmware it has is not known; affected: ${range || "not said"}`,
    "version not comparable": `its firmware ${firmware} can't be compared with ${range}`,
    "range not readable": `the advisory's range can't be read: ${range}`,
  };
  return reasons[reason];
}

const byWords: Readonly<Record<Item["by"], string>> = {
  name: "by its name",
  family: "by its family's name",
  "part number": "by its part number",
};

function Match({ match }: { readonly match: AdvisoryMatchRow }) {
  const center = useIsCenter();
  const memberOf = useMemberName();
  const { advisory, urgency, isWarned, exploited, items } = match;
  return (
    <li className="card question">
      <div className="row" style={{ justifyContent: "space-between" }}>
        <h2>{advisory.title}</h2>
        <UrgencyLabel urgency={urgency} />
      </div>
      <p className="quiet">
        <span className="mono">{advisory.id}</span> of {advisory.publisher}, {dayInWords(advisory.releasedUs)}
        {advisory.score !== null && `, CVSS ${advisory.score}`}
        {center && `, at ${memberOf(match.memberId)}`}
        {advisory.url !== "" && (
          <>
            {" · "}
            <span className="mono" style={{ overflowWrap: "anywhere" }}>
              {advisory.url}
            </span>
          </>
        )}
      </p>
      {exploited.length > 0 && (
        <p>
          <strong>Attackers are known to use {exploited.join(", ")}</strong> (CISA's KEV list).
        </p>
      )}
      <ul className="evidence-words">
        {items.map((item) => (
          <li key={`${item.key} ${item.advised} ${item.range}`}>
            <strong>{item.name}</strong>
            {item.address !== "" && item.address !== item.name && (
              <>
                {" "}
                <Value value={item.address} />
              </>
            )}
            , {[item.vendor, item.product].filter((text) => text !== "").join(" ")}: {reasonOf(item)}.{" "}
            <span className="quiet">
              A {confidenceWords[item.confidence]} match, {byWords[item.by]}: {item.advised}.
            </span>
          </li>
        ))}
      </ul>
      {!isWarned && (
        <p className="quiet small">
          No warning was made of it: the product alone matches, and nobody is known to use the flaw.
        </p>
      )}
    </li>
  );
}

export function AdvisoriesPart() {
  const memberId = useShownMember();
  const { role } = useSession().person;
  const query = useQuery({
    queryKey: ["port", "advisories", memberId],
    queryFn: () =>
      get<{ rows: readonly AdvisoryMatchRow[]; more: number }>(
        `/advisory-match-list${memberQuery(memberId)}`,
      ),
    enabled: role !== "auditor",
  });
  if (role === "auditor")
    return (
      <p className="quiet">
        Which advisories touch whose machines is read by the center's operators and the member itself.
      </p>
    );
  const rows = query.data?.rows ?? [];
  return (
    <div className="stack">
      {query.isPending && <Waiting what="advisories" />}
      {query.error !== null && <Fault fault={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && (
        <div className="card empty">
          <h2>No advisory speaks of these machines</h2>
          <p className="quiet">
            Advisories are imported at the center (<code>breakwater advisory import</code>), and held against
            makers, products and firmware in the lists and as machines tell them.
          </p>
        </div>
      )}
      <ul className="questions">
        {rows.map((match) => (
          <Match key={`${match.memberId} ${match.advisory.id}`} match={match} />
        ))}
      </ul>
      {(query.data?.more ?? 0) > 0 && (
        <p className="quiet">
          {counted(query.data?.more ?? 0, "more is", "more are")} not shown; choose a member.
        </p>
      )}
    </div>
  );
}

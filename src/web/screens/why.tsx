/** The whole story of a warning: the rule, what it stood on, what the sources say, what the gate decided. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Explanation } from "../../api/types.js";
import { get } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { Icon } from "../parts/icons.js";
import { TlpChip } from "../parts/labels.js";
import { When } from "../parts/when.js";
import { foldReceipts } from "./fold-receipts.js";

function Step({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <li>
      <Icon name="tick" />
      <div>
        <h3>{title}</h3>
        {children}
      </div>
    </li>
  );
}

function Sightings({ story }: { readonly story: Explanation }) {
  const total = story.sightings.reduce((sum, sighting) => sum + sighting.count, 0);
  if (story.sightings.length === 0)
    return (
      <p className="quiet">
        None of your own; what others saw is theirs, and the warning names only a count.
      </p>
    );
  return (
    <ul className="history quiet">
      <li>
        {total} {total === 1 ? "hit" : "hits"} in {story.sightings.length}{" "}
        {story.sightings.length === 1 ? "window" : "windows"} of ten minutes
      </li>
      {story.sightings.slice(-5).map((sighting) => (
        <li key={`${sighting.memberId} ${sighting.firstUs}`}>
          <When us={sighting.lastUs} />: {sighting.count} {sighting.direction}
          {sighting.insideAddresses.length > 0 &&
            `, inside ${sighting.insideAddresses.slice(0, 3).join(", ")}`}
        </li>
      ))}
    </ul>
  );
}

function Claims({ story }: { readonly story: Explanation }) {
  if (story.claims.length === 0) return <p className="quiet">No source that you may read lists it today.</p>;
  return (
    <ul className="history">
      {story.claims.map((claim) => (
        <li key={claim.source} className="row">
          <strong>{claim.source}</strong>
          <span className="quiet numbers">confidence {claim.confidence} of 100</span>
          {claim.labels.length > 0 && <span className="quiet">{claim.labels.slice(0, 6).join(", ")}</span>}
          <TlpChip tlp={claim.tlp} />
        </li>
      ))}
    </ul>
  );
}

export function Why({ id }: { readonly id: string }) {
  const query = useQuery({
    queryKey: ["why", id],
    queryFn: () => get<Explanation>(`/warnings/${encodeURIComponent(id)}/why`),
  });
  const story = query.data;
  if (story === undefined)
    return query.isPending ? <Waiting what="the story" /> : <Fault fault={query.error} />;
  return (
    <ol className="why">
      <Step title={`The rule: ${story.rule.title}`}>
        <p className="quiet">{story.rule.explains}</p>
      </Step>
      <Step title="What it stood on">
        <Sightings story={story} />
      </Step>
      <Step title="What the sources say of the value today">
        <Claims story={story} />
      </Step>
      <Step title="What the gate decided">
        <ul className="history quiet">
          {foldReceipts(story.receipts).map(({ receipt, count, firstUs, lastUs }) => (
            <li key={`${receipt.recipientId} ${receipt.rule} ${receipt.released}`}>
              {receipt.released ? "Released" : "Held back"}
              {count > 1 && ` ${count} times, as what it says changed`}: <When us={firstUs} />
              {count > 1 && (
                <>
                  {" "}
                  to <When us={lastUs} />
                </>
              )}
              . {receipt.ruleSays}
            </li>
          ))}
        </ul>
      </Step>
    </ol>
  );
}

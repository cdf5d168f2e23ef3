/** Who was written to about a warning and what became of it, for operators. */
import { useQuery } from "@tanstack/react-query";
import type { DeliveryRow } from "../../api/types.js";
import { get } from "../ask.js";
import { Fault } from "../parts/fault.js";
import { When } from "../parts/when.js";

const stateWords: Readonly<Record<DeliveryRow["state"], string>> = {
  waiting: "waits",
  sent: "handed over",
  "given-up": "given up",
  dropped: "not needed",
  gathered: "told with others in one mail",
};

function changeWords(change: string): string {
  const word = change.replace(/^more /, "");
  if (word === "closed") return "that it was closed";
  return word.startsWith("escalated") ? "that it is more urgent" : "the warning";
}

function Delivery({ row }: { readonly row: DeliveryRow }) {
  return (
    <li>
      <strong>{row.name === "" ? row.address : row.name}</strong>{" "}
      <span className="quiet small">
        {row.name !== "" && `${row.address}, `}
        {changeWords(row.change)}, {stateWords[row.state]} <When us={row.settledUs ?? row.createdUs} />
        {row.attempts > 1 && `, ${row.attempts} tries`}
        {row.nextUs !== null && row.attempts > 0 && (
          <>
            , next try <When us={row.nextUs} />
          </>
        )}
      </span>
      {row.problem !== "" && <div className="small">{row.problem}</div>}
    </li>
  );
}

export function DeliveriesPart({ id }: { readonly id: string }) {
  const query = useQuery({
    queryKey: ["warning", id, "deliveries"],
    queryFn: () =>
      get<{ rows: readonly DeliveryRow[]; isMailOn: boolean }>(
        `/warnings/${encodeURIComponent(id)}/deliveries`,
      ),
  });
  if (query.error !== null) return <Fault fault={query.error} retry={() => void query.refetch()} />;
  if (query.data === undefined) return null;
  const { rows, isMailOn } = query.data;
  if (rows.length === 0)
    return (
      <p className="quiet">
        {isMailOn
          ? "Nobody: the member has no contact or person with an address."
          : "This center sends no mail."}
      </p>
    );
  return (
    <ul className="history" aria-label="Mails about this warning">
      {rows.map((row) => (
        <Delivery key={row.id} row={row} />
      ))}
    </ul>
  );
}

/** What the member's own telemetry says it has: each is registered by a press, or stays away by another. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SuggestionRow } from "../../api/types.js";
import { get, post } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";

export function ExposureSuggestions({
  memberId,
  onAdded,
}: {
  readonly memberId: string;
  readonly onAdded: () => void;
}) {
  const client = useQueryClient();
  const key = ["suggestions", memberId];
  const list = useQuery({
    queryKey: key,
    queryFn: () =>
      get<{ rows: readonly SuggestionRow[] }>(
        `/exposures/suggestions?memberId=${encodeURIComponent(memberId)}`,
      ),
  });
  const drop = ({ kind, value }: SuggestionRow) =>
    client.setQueryData(key, (old: { rows: readonly SuggestionRow[] } | undefined) => ({
      rows: (old?.rows ?? []).filter((row) => row.kind !== kind || row.value !== value),
    }));
  const confirm = useMutation({
    mutationFn: ({ kind, value, also }: SuggestionRow) => post("/exposures", { memberId, kind, value, also }),
    onSuccess: (_answer, row) => {
      drop(row);
    },
    onSettled: () => onAdded(),
  });
  const decline = useMutation({
    mutationFn: ({ kind, value }: SuggestionRow) => post("/exposures/declined", { memberId, kind, value }),
    onSuccess: (_answer, row) => drop(row),
  });
  return (
    <section className="do-now stack" data-urgency="low" aria-label="Suggestions">
      {list.isPending && <Waiting what="your telemetry of the last week" />}
      {list.error !== null && <Fault fault={list.error} retry={() => void list.refetch()} />}
      {confirm.error !== null && <Fault fault={confirm.error} />}
      {decline.error !== null && <Fault fault={decline.error} />}
      {list.data?.rows.length === 0 && (
        <p className="quiet">Your telemetry of the last week suggests nothing that is not registered.</p>
      )}
      <ul style={{ listStyle: "none", padding: 0, display: "grid", gap: 12 }}>
        {list.data?.rows.map((row) => (
          <li key={`${row.kind} ${row.value}`} className="row" style={{ justifyContent: "space-between" }}>
            <div>
              <span className="quiet">{row.kind}</span> <strong>{row.value}</strong>{" "}
              {row.also.length > 0 && <span>({row.also.join(", ")})</span>}
              <p className="quiet small">{row.why}</p>
            </div>
            <div className="row">
              <Button size="xs" onClick={() => confirm.mutate(row)}>
                It is ours<span className="hidden-text"> {row.value}</span>
              </Button>
              <Button variant="default" size="xs" onClick={() => decline.mutate(row)}>
                Not ours<span className="hidden-text"> {row.value}</span>
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What members asked for and could not register: operators see who has it, ask both, and settle it. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ConflictRow, MemberRow } from "../../api/types.js";
import { get, post } from "../ask.js";
import { Fault } from "../parts/fault.js";
import { When } from "../parts/when.js";

export function ConflictsPart({ members }: { readonly members: readonly MemberRow[] }) {
  const client = useQueryClient();
  const nameOf = (id: string) => members.find((member) => member.id === id)?.name ?? "a removed member";
  const list = useQuery({
    queryKey: ["conflicts"],
    queryFn: () => get<{ rows: readonly ConflictRow[] }>("/exposures/conflicts"),
  });
  const settle = useMutation({
    mutationFn: ({ id, settlement }: { readonly id: string; readonly settlement: "give" | "keep" }) =>
      post(`/exposures/conflicts/${encodeURIComponent(id)}`, { settlement }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["conflicts"] });
      void client.invalidateQueries({ queryKey: ["exposures"] });
    },
  });
  if (list.data?.rows.length === 0) return null;
  return (
    <section className="card" aria-labelledby="conflicts-title">
      <div className="card-head">
        <h2 id="conflicts-title">Asked for by one, had by another</h2>
      </div>
      <div className="card-body stack">
        <p className="quiet">
          The member was told that it can't be registered, and nothing of who has it. Ask both before you
          settle it.
        </p>
        {list.error !== null && <Fault fault={list.error} />}
        {settle.error !== null && <Fault fault={settle.error} />}
        <ul style={{ listStyle: "none", padding: 0, display: "grid", gap: 12 }}>
          {list.data?.rows.map((row) => (
            <li key={row.id} className="row" style={{ justifyContent: "space-between" }}>
              <div>
                {row.kind} <strong>{row.value}</strong>
                <p className="quiet small">
                  asked for by {nameOf(row.memberId)}, <When us={row.atUs} />
                  {row.tries > 1 && `, ${row.tries} times`}; had by{" "}
                  {row.holderIds.map(nameOf).join(", ") || "everybody"}
                </p>
              </div>
              <div className="row">
                <Button
                  variant="default"
                  size="xs"
                  onClick={() => settle.mutate({ id: row.id, settlement: "give" })}
                >
                  {row.holderIds.length === 0 ? "Register it" : "Register it for both"}
                  <span className="hidden-text"> {row.value}</span>
                </Button>
                <Button
                  variant="default"
                  size="xs"
                  onClick={() => settle.mutate({ id: row.id, settlement: "keep" })}
                >
                  Keep it refused<span className="hidden-text"> {row.value}</span>
                </Button>
              </div>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

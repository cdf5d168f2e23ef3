/** All exceptions, those that end first above, so that somebody looks again at what is accepted. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { RuleExceptionRow } from "../../../api/types.js";
import { get } from "../../ask.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { ExceptionTable } from "./exception-table.js";

export function RuleExceptionsPart({ writes }: { readonly writes: boolean }) {
  const query = useQuery({
    queryKey: ["rules", "exceptions"],
    queryFn: () => get<{ rows: readonly RuleExceptionRow[] }>("/rules/exceptions"),
  });
  const rows = [...(query.data?.rows ?? [])].sort((a, b) => a.expiresUs - b.expiresUs);
  return (
    <section className="card" aria-labelledby="exceptions-title">
      <div className="card-head">
        <h2 id="exceptions-title">What is accepted, and until when</h2>
      </div>
      <div className="card-body stack">
        {query.isPending && <Waiting what="exceptions" />}
        {query.error !== null && <Fault fault={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && rows.length === 0 && (
          <p className="quiet">
            Nothing. Where something that was detected is known and harmless, open it on{" "}
            <Link href="/detections">Detections</Link> and press <em>Except this</em>.
          </p>
        )}
        {rows.length > 0 && <ExceptionTable exceptions={rows} writes={writes} isRuleShown />}
      </div>
    </section>
  );
}

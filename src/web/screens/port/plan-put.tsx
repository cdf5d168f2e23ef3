/** Puts a plan of the port in place of the one there is; features that can't be read are named, the rest is used. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import type { PlanPut as Put } from "../../../api/types.js";
import { put } from "../../ask.js";
import { Fault } from "../../parts/fault.js";
import { When } from "../../parts/when.js";
import { counted } from "./port-words.js";

export function PlanPut({ changedUs }: { readonly changedUs: number | null }) {
  const client = useQueryClient();
  const id = useId();
  const putting = useMutation({
    mutationFn: async (file: File) => put<Put>("/plan", { geojson: await file.text() }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["port"] }),
  });
  return (
    <details className="card no-print">
      <summary className="card-summary">The plan itself</summary>
      <div className="card-body stack" style={{ gap: 10 }}>
        <p className="quiet">
          GeoJSON, five megabytes at most. Each feature says what it is (<code>kind</code>: terminal, berth,
          crane, gate, rail, basin, building, other) and its <code>name</code>; a crane also its{" "}
          <code>terminal</code>.{" "}
          {changedUs !== null && (
            <>
              Put last <When us={changedUs} />.
            </>
          )}
        </p>
        <div>
          <label htmlFor={id} className="file-label">
            Put another plan
          </label>
          <input
            id={id}
            type="file"
            accept=".geojson,.json,application/geo+json,application/json"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              if (file !== undefined) putting.mutate(file);
              event.currentTarget.value = "";
            }}
          />
        </div>
        {putting.error !== null && <Fault fault={putting.error} />}
        {putting.data !== undefined && (
          <div role="status">
            {counted(putting.data.features, "feature")} taken, {putting.data.refused} refused.
            <ul>
              {putting.data.faults.map(({ feature, reason }) => (
                <li key={feature}>
                  Feature {feature} {reason}.
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </details>
  );
}

/** The sample port: load it to see everything work, watch it come in, remove it without trace. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Demo } from "../../api/types.js";
import { post, remove } from "../ask.js";
import { Fault } from "../parts/fault.js";

const titles: Readonly<Record<Demo["state"], string>> = {
  absent: "See it work",
  loading: "The sample port is coming in",
  loaded: "The sample port is loaded",
  removing: "The sample port is being removed",
};

export function DemoCard({ demo }: { readonly demo: Demo }) {
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries();
  const load = useMutation({ mutationFn: () => post<Demo>("/demo", {}), onSettled: refresh });
  const unload = useMutation({ mutationFn: () => remove<Demo>("/demo"), onSettled: refresh });
  const busy = demo.state === "loading" || demo.state === "removing" || load.isPending || unload.isPending;
  const percent = Math.round(Math.min(1, Math.max(0, demo.done)) * 100);
  return (
    <section className="card" aria-labelledby="demo-title">
      <div className="card-head">
        <h2 id="demo-title">{titles[demo.state]}</h2>
      </div>
      <div className="card-body stack" style={{ gap: 12 }}>
        {demo.state === "absent" && (
          <p className="quiet">
            A recorded half hour of an invented port: three members, two cranes, and one attack that reaches
            two of them. Everything it makes is marked as sample.
          </p>
        )}
        {demo.state === "loaded" && (
          <p className="quiet">What it made is marked as sample. Removing leaves nothing of it.</p>
        )}
        {(demo.state === "loading" || demo.state === "removing") && (
          <div
            className="bar"
            role="progressbar"
            aria-label={titles[demo.state]}
            aria-valuenow={percent}
            aria-valuemin={0}
            aria-valuemax={100}
          >
            <i style={{ width: `${percent}%` }} />
          </div>
        )}
        {demo.note !== "" && <p className="quiet small">{demo.note}</p>}
        {load.error !== null && <Fault fault={load.error} />}
        {unload.error !== null && <Fault fault={unload.error} />}
        <div>
          {demo.state === "loaded" || demo.state === "removing" ? (
            <Button variant="default" loading={busy} onClick={() => unload.mutate()}>
              Remove the sample port
            </Button>
          ) : (
            <Button loading={busy} onClick={() => load.mutate()}>
              Load the sample port
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

/** Edges of a member: how each does, how to start one, and what they get as hashes. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { EdgeRow } from "../../api/types.js";
import { get, post, put, remove } from "../ask.js";
import { Lines } from "../parts/copy.js";
import { Fault } from "../parts/fault.js";
import { StateSign } from "../parts/icons.js";
import { sizeWords } from "../parts/size-words.js";
import { Tick } from "../parts/tick.js";
import { When } from "../parts/when.js";

type Choice = "off" | "on" | "all";
interface Edges {
  readonly rows: readonly EdgeRow[];
  readonly publicKey: string;
  readonly blind: readonly { readonly memberId: string; readonly choice: Choice }[];
}

/** Edges come every half minute; after ten of those something is wrong. */
const silentUs = 5 * 60e6;
const clockOffUs = 60e6;

function troubleOf(edge: EdgeRow, nowUs: number): string | null {
  if (nowUs - edge.contactUs > silentUs)
    return "It is silent. See whether it runs, and whether it reaches this center.";
  if (Math.abs(edge.clockDifferenceUs) > clockOffUs)
    return `Its clock is ${Math.round(Math.abs(edge.clockDifferenceUs) / 1e6)} seconds ${edge.clockDifferenceUs > 0 ? "ahead" : "behind"}. Set it, or times of what it saw are wrong.`;
  const down = edge.doors.filter(({ state }) => state === "down" || state === "degraded");
  if (down.length > 0) return `Not well: ${down.map(({ title }) => title).join(", ")}.`;
  if (edge.waiting.dropped > 0)
    return `${edge.waiting.dropped.toLocaleString("en-US")} hits had no room while it could not send.`;
  return null;
}

function Edge({ edge, onForget }: { readonly edge: EdgeRow; readonly onForget: () => void }) {
  const nowUs = Date.now() * 1000;
  const trouble = troubleOf(edge, nowUs);
  const state = trouble === null ? "well" : nowUs - edge.contactUs > silentUs ? "silent" : "degraded";
  return (
    <li className="source" data-state={state}>
      <StateSign state={state} />
      <div>
        <strong>{edge.name}</strong>
        <div className="quiet small">
          heard of <When us={edge.contactUs} />; looks for {edge.set.indicators.toLocaleString("en-US")}{" "}
          indicators
          {edge.set.hashed > 0 && `, ${edge.set.hashed.toLocaleString("en-US")} of them as hashes`}
          {edge.set.currentUs !== null && (
            <>
              , up to date <When us={edge.set.currentUs} />
            </>
          )}
          ; {sizeWords(edge.waiting.bytes)} wait there
        </div>
      </div>
      <Button variant="default" size="compact-xs" onClick={onForget}>
        Forget<span className="hidden-text"> the edge {edge.name}</span>
      </Button>
      {trouble !== null && <p className="source-advice">{trouble}</p>}
    </li>
  );
}

function Fresh({ token, publicKey }: { readonly token: string; readonly publicKey: string }) {
  return (
    <div className="do-now stack" data-urgency="low" role="status" style={{ gap: 10 }}>
      <p>
        <strong>Copy these lines now:</strong> the token in them is not shown again. Run them on a machine at
        the member's site; the second line starts the edge.
      </p>
      <Lines
        label="Lines that start the edge"
        text={`(umask 077; echo '${token}' > edge.token)\nbreakwater edge --center ${window.location.origin} --token-file edge.token --center-key ${publicKey}`}
      />
      <p className="quiet small">
        Where this center's certificate is self-signed, add --fingerprint with what <code>breakwater up</code>{" "}
        printed.
      </p>
    </div>
  );
}

function Hashes({ memberId, choice }: { readonly memberId: string; readonly choice: Choice }) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (next: Choice) =>
      put(`/members/${encodeURIComponent(memberId)}/edge-blind`, { choice: next }),
    onSettled: () => client.invalidateQueries({ queryKey: ["edges", memberId] }),
  });
  const shown = save.isPending ? save.variables : choice;
  return (
    <fieldset className="stack" style={{ gap: 6, border: 0, padding: 0, margin: 0 }}>
      <legend>What the member may not read</legend>
      <Tick
        label="Its edges get it as hashes"
        description="They can meet it without showing it; this center decides what to tell of a hit. Whoever tries known names against a hash can still find them out."
        checked={shown !== "off"}
        disabled={save.isPending}
        onChange={(checked) => save.mutate(checked ? "on" : "off")}
      />
      <Tick
        label="Also IPv4 addresses and TLS fingerprints"
        description="There are so few of them that the edge's owner can try them all: this hides them from a glance only."
        checked={shown === "all"}
        disabled={save.isPending || shown === "off"}
        onChange={(checked) => save.mutate(checked ? "all" : "on")}
      />
      {save.error !== null && <Fault fault={save.error} />}
    </fieldset>
  );
}

export function EdgesPart({ memberId }: { readonly memberId: string }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const edges = useQuery({
    queryKey: ["edges", memberId],
    queryFn: () => get<Edges>(`/edges?memberId=${encodeURIComponent(memberId)}`),
    refetchInterval: 30_000,
  });
  const refresh = () => void client.invalidateQueries({ queryKey: ["edges", memberId] });
  const create = useMutation({
    mutationFn: () => post<{ token: string }>("/tokens", { memberId, name, scopes: ["edge"] }),
    onSuccess: () => {
      setName("");
      void client.invalidateQueries({ queryKey: ["tokens", memberId] });
    },
  });
  const forget = useMutation({ mutationFn: (id: string) => remove(`/edges/${id}`), onSettled: refresh });
  const choice = edges.data?.blind[0]?.choice ?? "off";
  return (
    <section className="stack" style={{ gap: 10 }} aria-label="Edges">
      <h3>Edges at its site</h3>
      <p className="quiet small">
        An edge reads the member's telemetry there and sends sightings only; records never leave.
      </p>
      {edges.error !== null && <Fault fault={edges.error} />}
      {edges.data?.rows.length === 0 && <p className="quiet">None yet.</p>}
      <ul style={{ listStyle: "none", padding: 0, display: "grid", gap: 6 }}>
        {edges.data?.rows.map((edge) => (
          <Edge key={edge.id} edge={edge} onForget={() => forget.mutate(edge.id)} />
        ))}
      </ul>
      {create.data !== undefined && edges.data !== undefined && (
        <Fresh token={create.data.token} publicKey={edges.data.publicKey} />
      )}
      {create.error !== null && <Fault fault={create.error} />}
      <form
        className="form-fields"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput
          label="Where it will stand"
          placeholder="gate house"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={create.isPending}>
          Start an edge
        </Button>
      </form>
      {edges.data !== undefined && <Hashes memberId={memberId} choice={choice} />}
    </section>
  );
}

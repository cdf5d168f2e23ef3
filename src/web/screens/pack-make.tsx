/** Making a pack: what to put in, then what is in it, what stayed out and why, and the file. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { PackMade } from "../../api/types.js";
import { post } from "../ask.js";
import { Fault } from "../parts/fault.js";
import { Tick } from "../parts/tick.js";
import { PackManifest } from "./pack-manifest.js";

function save({ name, content }: PackMade): void {
  const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/gzip" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function Made({ made, onDone }: { readonly made: PackMade; readonly onDone: () => void }) {
  const titles = new Map(made.manifest.parts.map(({ id, title }) => [id, title ?? id]));
  return (
    <div className="stack" role="status">
      <PackManifest manifest={made.manifest} />
      {made.leftOut.length === 0 ? (
        <p>Nothing of these parts was left out.</p>
      ) : (
        <section className="stack" style={{ gap: 6 }} aria-label="Left out">
          <h3>Left out</h3>
          <ul className="lines-list">
            {made.leftOut.map(({ part, key, reason }) => (
              <li key={`${part} ${key} ${reason}`} style={{ overflowWrap: "anywhere" }}>
                <strong>
                  {titles.get(part)}: {key}
                </strong>
                <p className="quiet small">{reason}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>Tell the other port this fingerprint by telephone: it is asked to compare it.</p>
      <div className="row">
        <Button onClick={() => save(made)}>Save the pack</Button>
        <Button variant="default" onClick={onDone}>
          Close
        </Button>
      </div>
    </div>
  );
}

export function PackMake({ onDone }: { readonly onDone: () => void }) {
  const [center, setCenter] = useState("");
  const [groups, setGroups] = useState(false);
  const make = useMutation({
    mutationFn: () =>
      post<PackMade>("/packs", {
        center: center.trim() === "" ? null : center.trim(),
        ...(groups ? { also: ["groups"] } : {}),
      }),
  });
  if (make.data !== undefined) return <Made made={make.data} onDone={onDone} />;
  return (
    <form
      className="stack"
      aria-label="Make a pack"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <TextInput
        label="Your center's name on it"
        description="Empty: the pack does not say whose it is"
        value={center}
        onChange={(event) => setCenter(event.currentTarget.value)}
      />
      <Tick
        label="Groups too"
        description="Their names and what they are for, with nobody in them. A name may say who they are."
        checked={groups}
        onChange={setGroups}
      />
      {make.error !== null && <Fault fault={make.error} />}
      <div className="row">
        <Button type="submit" loading={make.isPending}>
          Make it
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

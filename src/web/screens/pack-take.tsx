/** Taking a pack: it is verified and shown first; then somebody says that the fingerprint was compared. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PackRead, PackTaken } from "../../api/types.js";
import { post } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault } from "../parts/fault.js";
import { Tick } from "../parts/tick.js";
import { PackManifest } from "./pack-manifest.js";

type Planned = PackTaken["planned"][number];

const changeWords: Readonly<Record<Planned["change"], string>> = {
  new: "new",
  changed: "changed since the last pack",
  same: "the same here",
  kept: "stays as it is here",
};

const inWords = (count: number): string => (count === 1 ? "1 entry" : `${count} entries`);

const isTaken = ({ change }: Planned): boolean => change === "new" || change === "changed";

/** The file as the API takes it. */
function inBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("The file can't be read."));
    reader.readAsDataURL(file);
  });
}

function Changes({ read }: { readonly read: PackRead }) {
  const shown = read.planned.filter(({ change }) => change !== "same");
  const same = read.planned.length - shown.length;
  const titles = new Map(read.manifest.parts.map(({ id, title }) => [id, title ?? id]));
  return (
    <section className="stack" style={{ gap: 6 }} aria-label="What it would change here">
      <h3>What it would change here</h3>
      {shown.length === 0 && <p>Nothing: all of it is here already.</p>}
      {shown.length > 0 && (
        <table className="plain stacked">
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">Entry</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ part, key, change, why }) => (
              <tr key={`${part} ${key}`}>
                <td>{titles.get(part)}</td>
                <td style={{ overflowWrap: "anywhere" }}>{key}</td>
                <td>
                  {changeWords[change]} {why !== "" && <span className="quiet small">{why}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {same > 0 && shown.length > 0 && <p className="quiet">{same} more are the same here.</p>}
    </section>
  );
}

export function PackTake({ onDone }: { readonly onDone: () => void }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [content, setContent] = useState<string | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  const [trust, setTrust] = useState("");
  const read = useMutation({
    mutationFn: (asked: { readonly content: string; readonly overwrite: boolean }) =>
      post<PackRead>("/packs/read", asked),
  });
  const take = useMutation({
    mutationFn: () =>
      post<PackTaken>("/packs/import", { content, overwrite, ...(trust === "" ? {} : { trust }) }),
    onSuccess: ({ planned }) => {
      notices.say(`${inWords(planned.filter(isTaken).length)} taken`);
      void client.invalidateQueries();
      onDone();
    },
  });
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    const bytes = await inBase64(file);
    setContent(bytes);
    read.mutate({ content: bytes, overwrite });
  };
  const again = (next: boolean) => {
    setOverwrite(next);
    if (content !== null) read.mutate({ content, overwrite: next });
  };
  return (
    <section className="stack" aria-label="Take a pack">
      <label>
        <span className="hidden-text">Pack</span>
        <input
          type="file"
          accept=".gz,.tgz,application/gzip"
          onChange={(event) => void choose(event.currentTarget.files?.[0])}
        />
      </label>
      {read.error !== null && <Fault fault={read.error} />}
      {read.data !== undefined && (
        <form
          className="stack"
          aria-label="Take it"
          onSubmit={(event) => {
            event.preventDefault();
            take.mutate();
          }}
        >
          <PackManifest manifest={read.data.manifest} />
          <Changes read={read.data} />
          <Tick label="Also replace what was set or changed here" checked={overwrite} onChange={again} />
          {read.data.isTrusted ? (
            <p>Somebody compared this fingerprint before.</p>
          ) : (
            <TextInput
              label="The fingerprint that the other center told you"
              description="Ask for it by telephone and write it here; spaces do not matter"
              required
              value={trust}
              onChange={(event) => setTrust(event.currentTarget.value)}
            />
          )}
          {take.error !== null && <Fault fault={take.error} />}
          <div className="row">
            <Button type="submit" loading={take.isPending} disabled={!read.data.planned.some(isTaken)}>
              Take {inWords(read.data.planned.filter(isTaken).length)}
            </Button>
            <Button variant="default" onClick={onDone}>
              Cancel
            </Button>
          </div>
        </form>
      )}
      {read.data === undefined && (
        <div>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
        </div>
      )}
    </section>
  );
}

/**
 * Reporting something, in three steps on one page: paste and say what happened, see who would read what, send. Nothing
 * leaves before *Send*; a reporter who changes anything after the preview sees the preview again.
 */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ExtractedRow, PreviewRow, ReportDraft, ReportRow } from "../../../api/types.js";
import { attributions, tlpLabels } from "../../../model/index.js";
import { post } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault } from "../../parts/fault.js";
import { tlpMeaning } from "../../parts/labels.js";
import { Tick } from "../../parts/tick.js";
import { FoundValues, type Kept, keptAtFirst, keyOf } from "./found-values.js";
import { PreviewReaders } from "./preview-readers.js";

const attributionWords = {
  nobody: "Nobody, not even the center",
  center: "The center's operators only",
  groups: "The groups it is for",
  members: "All members",
} as const;

type Draft = Pick<ReportDraft, "title" | "text" | "tlp" | "attribution" | "urgent">;

const empty: Draft = { title: "", text: "", tlp: "TLP:AMBER", attribution: "center", urgent: false };

export function ReportForm({ onDone }: { readonly onDone: () => void }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [draft, setDraft] = useState(empty);
  const [found, setFound] = useState<readonly ExtractedRow[]>([]);
  const [kept, setKept] = useState<Kept>(new Map());
  const [readers, setReaders] = useState<readonly PreviewRow[] | null>(null);
  const change = (part: Partial<Draft>) => {
    setReaders(null);
    setDraft({ ...draft, ...part });
  };

  const bodyWith = (values: readonly ExtractedRow[], wanted: Kept) => ({
    ...draft,
    observables: values
      .filter((one) => one.kind !== "vulnerability" && one.kind !== "cidr" && wanted.get(keyOf(one)) === true)
      .map(({ kind, value }) => ({ type: kind, value })),
  });
  const preview = useMutation({
    mutationFn: async () => {
      const answer =
        draft.text.trim() === ""
          ? { observables: [] }
          : await post<{ observables: readonly ExtractedRow[] }>("/intel/extract", { text: draft.text });
      const wanted = new Map([...keptAtFirst(answer.observables), ...kept]);
      setFound(answer.observables);
      setKept(wanted);
      return post<{ readers: readonly PreviewRow[] }>(
        "/reports/preview",
        bodyWith(answer.observables, wanted),
      );
    },
    onSuccess: (answer) => setReaders(answer.readers),
  });
  const send = useMutation({
    mutationFn: () => post<ReportRow>("/reports", bodyWith(found, kept)),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["reports"] });
      notices.say(draft.urgent ? "Sent. It leaves now." : "Sent. Others read it within fifteen minutes.");
      onDone();
    },
  });

  return (
    <section className="card" aria-labelledby="report-title">
      <form
        className="card-body stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (readers === null) preview.mutate();
          else send.mutate();
        }}
      >
        <h2 id="report-title">Report something</h2>
        <TextInput
          label="In one line"
          placeholder="A mail asked our dispatcher for the portal's password"
          required
          maxLength={200}
          value={draft.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
          data-autofocus
        />
        <Textarea
          label="What you saw"
          description="Paste anything: the mail with its headers, log lines, what somebody said. Your own names and addresses are cut before others read it."
          rows={8}
          value={draft.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
        <div className="form-columns">
          <NativeSelect
            label="How far it may go"
            description={tlpMeaning(draft.tlp)}
            data={tlpLabels.filter((tlp) => tlp !== "TLP:RED")}
            value={draft.tlp}
            onChange={(event) => change({ tlp: event.currentTarget.value as Draft["tlp"] })}
          />
          <NativeSelect
            label="Who may know it is from you"
            description="Others read it without your name, unless you say so here and your company agreed to it"
            data={attributions
              .filter((value) => value !== "groups")
              .map((value) => ({ value, label: attributionWords[value] }))}
            value={draft.attribution}
            onChange={(event) => change({ attribution: event.currentTarget.value as Draft["attribution"] })}
          />
        </div>
        <Tick
          label="It is urgent"
          description="It leaves at once. Otherwise it leaves within fifteen minutes, so that its time does not tell who sent it."
          checked={draft.urgent}
          onChange={(urgent) => change({ urgent })}
        />
        {readers !== null && (
          <>
            <FoundValues
              found={found}
              kept={kept}
              onKept={(next) => {
                setKept(next);
                setReaders(null);
              }}
            />
            <PreviewReaders readers={readers} />
          </>
        )}
        {preview.error !== null && <Fault fault={preview.error} />}
        {send.error !== null && <Fault fault={send.error} />}
        <div className="row">
          <Button type="submit" loading={preview.isPending || send.isPending}>
            {readers === null ? "See who would read what" : "Send"}
          </Button>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
        </div>
      </form>
    </section>
  );
}

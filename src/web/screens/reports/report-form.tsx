/**
 * Reporting something, in three steps on one page: paste or attach and say what happened, see who would read what,
 * send. Nothing leaves before *Send*; a reporter who changes anything after the preview sees the preview again.
 */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ClipboardEvent, useState } from "react";
import type { ExtractedRow, OpenedMail, PreviewRow, ReportRow } from "../../../api/types.js";
import { post } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault } from "../../parts/fault.js";
import { Tick } from "../../parts/tick.js";
import { AttachArea, useAttachments } from "./attachments.js";
import { type Found, FoundValues, type Kept, keptAtFirst, keyOf, sentAlong } from "./found-values.js";
import { MailPart } from "./mail-part.js";
import { type Choices, choicesBody, firstChoices, MoreChoices } from "./more-choices.js";
import { PreviewReaders } from "./preview-readers.js";

interface Draft extends Choices {
  readonly title: string;
  readonly text: string;
  readonly urgent: boolean;
}

const empty: Draft = { title: "", text: "", urgent: false, ...firstChoices };

/** A report takes no more values; a list of more goes along as its file. */
const foundMax = 1000;

export function ReportForm({
  mail = null,
  onDone,
}: {
  /** What the report is made of, where it came by mail. */
  readonly mail?: OpenedMail | null;
  readonly onDone: () => void;
}) {
  const client = useQueryClient();
  const notices = useNotices();
  const [draft, setDraft] = useState(
    mail === null ? empty : { ...empty, title: mail.title, text: mail.text },
  );
  const [withFiles, setWithFiles] = useState(true);
  const [found, setFound] = useState<readonly Found[]>([]);
  const [kept, setKept] = useState<Kept>(new Map());
  const [readers, setReaders] = useState<readonly PreviewRow[] | null>(null);
  const attachments = useAttachments(() => setReaders(null));
  const change = (part: Partial<Draft>) => {
    setReaders(null);
    setDraft({ ...draft, ...part });
  };

  const fileCount = mail === null ? attachments.files.length : withFiles ? mail.files.length : 0;

  const bodyWith = (values: readonly Found[], wanted: Kept) => ({
    title: draft.title,
    text: draft.text,
    urgent: draft.urgent,
    ...choicesBody(draft),
    observables: sentAlong(values, wanted),
  });
  const preview = useMutation({
    mutationFn: async () => {
      const answer =
        draft.text.trim() === ""
          ? { observables: [] }
          : await post<{ observables: readonly ExtractedRow[] }>("/intel/extract", { text: draft.text });
      const inFiles = [
        ...(mail?.found ?? []).map((one) => ({ ...one, file: "the mail's files" })),
        ...attachments.files.flatMap(({ name, found }) => found.map((one) => ({ ...one, file: name }))),
      ];
      const all = [
        ...new Map([...inFiles, ...answer.observables].map((one) => [keyOf(one), one])).values(),
      ].slice(0, foundMax);
      const wanted = new Map([...keptAtFirst(all), ...kept]);
      setFound(all);
      setKept(wanted);
      return post<{ readers: readonly PreviewRow[] }>("/reports/preview", {
        ...bodyWith(all, wanted),
        withEvidence: fileCount > 0,
      });
    },
    onSuccess: (answer) => setReaders(answer.readers),
  });
  const send = useMutation({
    mutationFn: () =>
      mail === null
        ? post<ReportRow>("/reports", {
            ...bodyWith(found, kept),
            evidence: attachments.files.map(({ name, content }) => ({ name, content })),
          })
        : post<ReportRow>(`/reports/mail/${encodeURIComponent(mail.id)}/send`, {
            ...bodyWith(found, kept),
            withFiles,
          }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["reports"] });
      void client.invalidateQueries({ queryKey: ["mail"] });
      notices.say(draft.urgent ? "Sent. It leaves now." : "Sent. Others read it within fifteen minutes.");
      onDone();
    },
  });
  /** A picture on the clipboard is attached; words are pasted as words, even where a program adds a picture of them. */
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    attachments.add(files);
  };

  return (
    <section className="card" aria-labelledby="report-title" onPaste={paste}>
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
          rows={6}
          value={draft.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
        {mail === null ? (
          <AttachArea attachments={attachments} />
        ) : (
          <MailPart
            mail={mail}
            withFiles={withFiles}
            onWithFiles={(next) => {
              setReaders(null);
              setWithFiles(next);
            }}
          />
        )}
        <Tick
          label="It is urgent"
          description="It leaves at once. Otherwise it leaves within fifteen minutes, so that its time does not tell who sent it."
          checked={draft.urgent}
          onChange={(urgent) => change({ urgent })}
        />
        <MoreChoices choices={draft} onChange={change} />
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
            {found.length === foundMax && (
              <p className="quiet">These are the first {foundMax}; a longer list goes along as its file.</p>
            )}
            <PreviewReaders readers={readers} files={fileCount} />
          </>
        )}
        {preview.error !== null && <Fault fault={preview.error} />}
        {send.error !== null && <Fault fault={send.error} />}
        <div className="row">
          <Button
            type="submit"
            disabled={attachments.isReading}
            loading={preview.isPending || send.isPending}
          >
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

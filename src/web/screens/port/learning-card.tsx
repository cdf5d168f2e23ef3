/** How far the baseline of each control network is: since when, until when, how much; and for how long it is to learn. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { LearningRow } from "../../../api/types.js";
import { put } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { absoluteTime, When } from "../../parts/when.js";
import { useIsCenter } from "../../session.js";
import { useLearning, useWritesPort } from "./port-filters.js";
import { counted } from "./port-words.js";

function Days({ row }: { readonly row: LearningRow }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [days, setDays] = useState(String(row.days));
  const setting = useMutation({
    mutationFn: () =>
      put(`/members/${encodeURIComponent(row.memberId)}/site`, { learningDays: Number(days) }),
    onSuccess: () => {
      notices.say(`Relations are learned for ${days} days`);
      void client.invalidateQueries({ queryKey: ["port"] });
    },
  });
  return (
    <form
      className="row field-row"
      onSubmit={(event) => {
        event.preventDefault();
        setting.mutate();
      }}
    >
      <TextInput
        label="Days to learn"
        type="number"
        min={1}
        max={90}
        value={days}
        style={{ flex: "0 0 190px" }}
        onChange={(event) => setDays(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        loading={setting.isPending}
        disabled={days === String(row.days)}
      >
        Set
      </Button>
      {setting.error !== null && <Fault fault={setting.error} />}
    </form>
  );
}

function LearningOf({ row }: { readonly row: LearningRow }) {
  const center = useIsCenter();
  const writes = useWritesPort();
  const percent = Math.floor(row.share * 100);
  const done = percent === 0 ? "less than 1 %" : `${percent} %`;
  const isDone = row.share >= 1;
  return (
    <div className="stack" style={{ gap: 8 }}>
      {center && <h3>{row.memberName}</h3>}
      <p>
        {isDone ? (
          <>
            Learned from <span title={absoluteTime(row.sinceUs)}>{absoluteTime(row.sinceUs)}</span> until{" "}
            {absoluteTime(row.untilUs)}.
          </>
        ) : (
          <>
            <strong>Still learning, {done} of its time.</strong> Since {absoluteTime(row.sinceUs)}, until{" "}
            {absoluteTime(row.untilUs)}. What is grave is told in that time too.
          </>
        )}
      </p>
      <div
        className="bar"
        role="progressbar"
        aria-label={`Learned${center ? ` of ${row.memberName}` : ""}`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
      <p className="quiet small">
        {counted(row.messages, "message")} of {counted(row.assets, "machine")} in{" "}
        {counted(row.relations, "relation")}; {row.newRelations.toLocaleString("en")} new since. Last heard{" "}
        <When us={row.lastUs} />.
      </p>
      {writes && <Days key={row.days} row={row} />}
    </div>
  );
}

export function LearningCard({ memberId }: { readonly memberId: string | null }) {
  const learning = useLearning(memberId);
  const rows = learning.data?.rows ?? [];
  return (
    <section className="card no-print" aria-labelledby="learning-title">
      <div className="card-head">
        <h2 id="learning-title">Baseline</h2>
      </div>
      <div className="card-body stack">
        {learning.isPending && <Waiting what="the baseline" />}
        {learning.error !== null && <Fault fault={learning.error} />}
        {learning.isSuccess && rows.length === 0 && (
          <p className="quiet">
            No control network was heard yet. It begins by itself with the first message of a sensor that
            listens there: Zeek with CISA's ICSNPP parsers, or Suricata. Nothing is ever sent into it.
          </p>
        )}
        {rows.map((row) => (
          <LearningOf key={`${row.memberId} ${row.mark ?? ""}`} row={row} />
        ))}
      </div>
    </section>
  );
}

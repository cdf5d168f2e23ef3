/**
 * "Except this": what is known and accepted is told no more, the narrowest choice first, with a reason and an end. How
 * much of what was told so far it would have kept quiet is shown before.
 */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { DetectionPage, DetectionStory, RuleExceptionRow } from "../../../api/types.js";
import { get, post } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { dayInWords, dayOf, startOfDayUs } from "../../parts/day.js";
import { Fault } from "../../parts/fault.js";
import { exceptionChoices } from "./exception-choices.js";

type Detection = DetectionStory["detection"];

const dayUs = 86_400e6;
const daysDefault = 30;
const countedMax = 200;

/** How many that were told so far it would have kept quiet, by this choice. */
function SoFar(props: {
  readonly detection: Detection;
  readonly field: string | null;
  readonly memberId: string | null;
}) {
  const { detection, field, memberId } = props;
  const params = new URLSearchParams({ rule: detection.rule.id, limit: String(countedMax) });
  if (field === "subject" && detection.subject !== null) params.set("value", detection.subject.value);
  if (memberId !== null) params.set("memberId", memberId);
  const found = useQuery({
    queryKey: ["detections", "so far", params.toString()],
    queryFn: () => get<DetectionPage>(`/detections?${params}`),
    enabled: field === null || field === "subject",
  });
  if (found.data === undefined) return null;
  const { rows, next } = found.data;
  return (
    <p className="quiet small" role="status">
      It would have kept quiet {next === null ? "" : "more than "}
      {rows.length === 1 ? "one detection" : `${rows.length} detections`} so far.
    </p>
  );
}

function Done({ exception }: { readonly exception: RuleExceptionRow }) {
  return (
    <p role="status">
      Excepted until {dayInWords(exception.expiresUs - 1)}. What was told before stays in the list.{" "}
      <Link href="/rules/exceptions">See all exceptions</Link>
    </p>
  );
}

export function ExceptForm({ detection }: { readonly detection: Detection }) {
  const client = useQueryClient();
  const notices = useNotices();
  const choices = exceptionChoices(detection);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const [isOfAll, setIsOfAll] = useState(false);
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState(() => dayOf(Date.now() * 1000 + daysDefault * dayUs));
  const choice = choices[at] ?? choices[choices.length - 1];
  const add = useMutation({
    mutationFn: () =>
      post<RuleExceptionRow>("/rules/exceptions", {
        rule: detection.rule.id,
        ...(isOfAll ? {} : { memberId: detection.memberId }),
        ...(choice?.field == null ? {} : { field: choice.field, value: choice.value }),
        reason,
        // The last day on which it holds.
        expiresUs: startOfDayUs(until) + dayUs,
      }),
    onSuccess: () => {
      notices.say("Excepted");
      void client.invalidateQueries({ queryKey: ["rules"] });
    },
  });
  if (add.data !== undefined) return <Done exception={add.data} />;
  if (!open)
    return (
      <div>
        <Button variant="default" onClick={() => setOpen(true)}>
          Except this
        </Button>
      </div>
    );
  return (
    <form
      className="stack"
      aria-label="Except this"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <div className="form-fields">
        <NativeSelect
          label="What is accepted"
          value={String(at)}
          onChange={(event) => setAt(Number(event.currentTarget.value))}
          data={choices.map(({ label }, index) => ({ value: String(index), label }))}
        />
        <NativeSelect
          label="At whom"
          value={isOfAll ? "all" : "one"}
          onChange={(event) => setIsOfAll(event.currentTarget.value === "all")}
          data={[
            { value: "one", label: "This member only" },
            { value: "all", label: "All members" },
          ]}
        />
      </div>
      <div className="form-fields">
        <TextInput
          label="Why it is accepted"
          placeholder="our yearly test"
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label="Last day, within a year"
          required
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </div>
      <SoFar
        detection={detection}
        field={choice?.field ?? null}
        memberId={isOfAll ? null : detection.memberId}
      />
      {add.error !== null && <Fault fault={add.error} />}
      <div className="row">
        <Button type="submit" loading={add.isPending}>
          Except it
        </Button>
        <Button variant="default" onClick={() => setOpen(false)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

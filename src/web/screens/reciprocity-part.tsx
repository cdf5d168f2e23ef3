/** Sharing in order to receive, for operators: the policy as a form, and what each member gave. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { MemberRow, ParticipationRow, Policy } from "../../api/types.js";
import { get, put } from "../ask.js";
import { useNotices } from "../notices.js";
import { kindsInOrder, kindWords, standingWords } from "../parts/contributions.js";
import { dayInWords } from "../parts/day.js";
import { Fault, Waiting } from "../parts/fault.js";
import { Tick } from "../parts/tick.js";
import { When } from "../parts/when.js";

interface Reciprocity {
  readonly policy: Policy;
  readonly rows: readonly ParticipationRow[];
}

export function useReciprocity() {
  return useQuery({ queryKey: ["reciprocity"], queryFn: () => get<Reciprocity>("/reciprocity") });
}

/** What operators type; numbers are read when it is sent. */
interface Draft {
  readonly on: boolean;
  readonly counted: Policy["counted"];
  readonly kindsNeeded: string;
  readonly windowDays: string;
  readonly graceDays: string;
  readonly remindDays: string;
}

const draftOf = (policy: Policy): Draft => ({
  on: policy.on,
  counted: policy.counted,
  kindsNeeded: String(policy.kindsNeeded),
  windowDays: String(policy.windowDays),
  graceDays: String(policy.graceDays),
  remindDays: policy.remindDays.join(", "),
});

const policyOf = (draft: Draft) => ({
  on: draft.on,
  counted: draft.counted,
  kindsNeeded: Number(draft.kindsNeeded),
  windowDays: Number(draft.windowDays),
  graceDays: Number(draft.graceDays),
  remindDays: draft.remindDays
    .split(/[\s,;]+/)
    .filter((day) => day !== "")
    .map(Number),
});

function PolicyForm({ policy, onDone }: { readonly policy: Policy; readonly onDone: () => void }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [draft, setDraft] = useState(draftOf(policy));
  const save = useMutation({
    mutationFn: () => put<Policy>("/reciprocity", policyOf(draft)),
    onSuccess: ({ on }) => {
      notices.say(on ? "Members are asked to share" : "Everybody receives, whether or not it shares");
      void client.invalidateQueries({ queryKey: ["reciprocity"] });
      onDone();
    },
  });
  const days = (name: "kindsNeeded" | "windowDays" | "graceDays", label: string) => (
    <TextInput
      label={label}
      type="number"
      min={1}
      max={name === "kindsNeeded" ? Math.max(1, draft.counted.length) : 1000}
      required
      value={draft[name]}
      onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
    />
  );
  return (
    <form
      className="stack"
      aria-label="Sharing in order to receive"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Tick
        label="Members must share to receive what is not urgent"
        description="Critical and high warnings, and whatever is about a member itself, always reach it."
        checked={draft.on}
        onChange={(on) => setDraft({ ...draft, on })}
      />
      <fieldset className="plain-fieldset">
        <legend>
          <h3>What counts</h3>
        </legend>
        {kindsInOrder.map((kind) => (
          <Tick
            key={kind}
            label={kindWords[kind].title}
            description={kindWords[kind].what}
            checked={draft.counted.includes(kind)}
            onChange={(checked) =>
              setDraft({
                ...draft,
                counted: checked ? [...draft.counted, kind] : draft.counted.filter((each) => each !== kind),
              })
            }
          />
        ))}
      </fieldset>
      <div className="form-fields">
        {days("kindsNeeded", "Kinds that are asked for")}
        {days("windowDays", "Within days")}
        {days("graceDays", "Days of grace at first")}
        <TextInput
          label="Reminders, days before the end"
          value={draft.remindDays}
          onChange={(event) => setDraft({ ...draft, remindDays: event.currentTarget.value })}
        />
      </div>
      {save.error !== null && <Fault fault={save.error} />}
      <div className="row">
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function inWords(policy: Policy): string {
  if (!policy.on) return "Off: everybody receives, whether or not it shares.";
  const kinds = policy.counted.map((kind) => kindWords[kind].title.toLowerCase());
  const asked =
    kinds.length === 1 ? kinds[0] : `${policy.kindsNeeded} of ${kinds.length} kinds (${kinds.join(", ")})`;
  return (
    `On since ${dayInWords(policy.sinceUs)}: ${asked} within ${policy.windowDays} days, ${policy.graceDays} days of ` +
    "grace. What is urgent always reaches everybody."
  );
}

function Standing({ row, on }: { readonly row: ParticipationRow; readonly on: boolean }) {
  if (!on) return <span className="quiet">not asked</span>;
  return (
    <>
      {row.standing === "not sharing" ? (
        <strong>{standingWords[row.standing]}</strong>
      ) : (
        standingWords[row.standing]
      )}
      {row.untilUs !== null && <span className="quiet"> until {dayInWords(row.untilUs)}</span>}
      {row.reminderUs !== null && (
        <p className="quiet small">
          reminded <When us={row.reminderUs} />
        </p>
      )}
    </>
  );
}

function Given({ row }: { readonly row: ParticipationRow }) {
  const given = kindsInOrder.flatMap((kind) => {
    const us = row.given[kind];
    return us === undefined ? [] : [{ kind, us }];
  });
  if (given.length === 0) return <span className="quiet">nothing yet</span>;
  return (
    <ul className="lines-list">
      {given.map(({ kind, us }) => (
        <li key={kind}>
          {kindWords[kind].title}{" "}
          <span className="quiet small">
            last <When us={us} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Members({
  rows,
  on,
  members,
}: Pick<Reciprocity, "rows"> & { on: boolean; members: readonly MemberRow[] }) {
  const named = members.flatMap((member) => {
    const row = rows.find(({ memberId }) => memberId === member.id);
    return row === undefined ? [] : [{ name: member.name, row }];
  });
  if (named.length === 0) return null;
  return (
    <table className="plain stacked">
      <thead>
        <tr>
          <th scope="col">Member</th>
          <th scope="col">Standing</th>
          <th scope="col">What it gave</th>
        </tr>
      </thead>
      <tbody>
        {named.map(({ name, row }) => (
          <tr key={row.memberId}>
            <td>
              <strong>{name}</strong>
            </td>
            <td>
              <Standing row={row} on={on} />
            </td>
            <td className="wide-cell">
              <Given row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function ReciprocityPart({ members }: { readonly members: readonly MemberRow[] }) {
  const [changing, setChanging] = useState(false);
  const read = useReciprocity();
  return (
    <section className="card" aria-labelledby="reciprocity-title">
      <div className="card-head">
        <h2 id="reciprocity-title">Sharing in order to receive</h2>
        {read.data !== undefined && !changing && (
          <Button variant="default" size="xs" onClick={() => setChanging(true)}>
            Change<span className="hidden-text"> what members must share</span>
          </Button>
        )}
      </div>
      <div className="card-body stack">
        {read.isPending && <Waiting what="who shares" />}
        {read.error !== null && <Fault fault={read.error} retry={() => void read.refetch()} />}
        {read.data !== undefined && (
          <>
            {changing ? (
              <PolicyForm policy={read.data.policy} onDone={() => setChanging(false)} />
            ) : (
              <p>{inWords(read.data.policy)}</p>
            )}
            <Members rows={read.data.rows} on={read.data.policy.on} members={members} />
            <p className="quiet small">
              A report whose member chose to be unknown to the center does not stand here: it would tell whose
              it is.
            </p>
          </>
        )}
      </div>
    </section>
  );
}

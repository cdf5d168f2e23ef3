/** The law that sharing stands on, with its days: operators write it, auditors read it. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { LegalBasis, LegalBasisRow } from "../../api/types.js";
import { get, put } from "../ask.js";
import { useNotices } from "../notices.js";
import { dayInWords, dayOf, startOfDayUs } from "../parts/day.js";
import { Fault, Waiting } from "../parts/fault.js";
import { Sure } from "../parts/sure.js";

const empty = { name: "", from: "", until: "", note: "" };
type Fresh = typeof empty;
type Wanted = Omit<LegalBasis, "id">;

export function useLegalBases() {
  return useQuery({
    queryKey: ["legal-bases"],
    queryFn: () => get<{ rows: readonly LegalBasisRow[] }>("/legal-bases"),
  });
}

/** `until` is the last day on which it holds; what is kept is the first instant after it. */
const dayUs = 86_400e6;
const lastDay = (untilUs: number): string => dayInWords(untilUs - dayUs);
const untilAfter = (day: string): number | null => (day === "" ? null : startOfDayUs(day) + dayUs);

function stateWord({ holds, fromUs }: LegalBasisRow): string {
  if (holds) return "holds";
  return fromUs > Date.now() * 1000 ? "not yet" : "over";
}

function Row(props: {
  readonly basis: LegalBasisRow;
  readonly writes: boolean;
  readonly onEnd: (untilUs: number | null) => void;
  readonly onRemove: () => void;
}) {
  const { basis, writes } = props;
  const [ending, setEnding] = useState<string | null>(null);
  return (
    <tr>
      <td>
        <strong>{basis.name}</strong>
        {basis.note !== "" && <p className="quiet small">{basis.note}</p>}
      </td>
      <td style={{ whiteSpace: "nowrap" }}>
        <span className="quiet">from</span> {dayInWords(basis.fromUs)}
      </td>
      <td style={{ whiteSpace: "nowrap" }}>
        {basis.untilUs === null ? (
          <span className="quiet">no end known</span>
        ) : (
          <>
            <span className="quiet">to</span> {lastDay(basis.untilUs)}
          </>
        )}
      </td>
      <td>{basis.holds ? <strong>holds</strong> : <span className="quiet">{stateWord(basis)}</span>}</td>
      {writes && (
        <td>
          {ending === null ? (
            <span className="row">
              <Button
                variant="default"
                size="compact-xs"
                onClick={() => setEnding(basis.untilUs === null ? "" : dayOf(basis.untilUs - dayUs))}
              >
                Set its end<span className="hidden-text"> of {basis.name}</span>
              </Button>
              <Sure
                what="Remove"
                whom={basis.name}
                follows="For what was never law here. What only ended gets an end."
                act={props.onRemove}
              />
            </span>
          ) : (
            <form
              className="row"
              style={{ alignItems: "flex-end" }}
              onSubmit={(event) => {
                event.preventDefault();
                props.onEnd(untilAfter(ending));
                setEnding(null);
              }}
            >
              <TextInput
                label="Last day it holds"
                description="Empty: no end known"
                type="date"
                size="xs"
                value={ending}
                onChange={(event) => setEnding(event.currentTarget.value)}
              />
              <Button type="submit" size="xs">
                Save
              </Button>
              <Button variant="default" size="xs" onClick={() => setEnding(null)}>
                Cancel
              </Button>
            </form>
          )}
        </td>
      )}
    </tr>
  );
}

function Add({
  busy,
  onAdd,
  onDone,
}: {
  readonly busy: boolean;
  readonly onDone: () => void;
  readonly onAdd: (basis: Wanted, done: () => void) => void;
}) {
  const [fresh, setFresh] = useState<Fresh>(empty);
  const field = (
    name: keyof Fresh,
    label: string,
    required: boolean,
    type = "text",
    description?: string,
  ) => (
    <TextInput
      label={label}
      description={description}
      type={type}
      required={required}
      value={fresh[name]}
      onChange={(event) => setFresh({ ...fresh, [name]: event.currentTarget.value })}
    />
  );
  return (
    <form
      className="stack"
      aria-label="Add a legal basis"
      onSubmit={(event) => {
        event.preventDefault();
        const { name, note, from, until } = fresh;
        onAdd({ name, note, fromUs: startOfDayUs(from), untilUs: untilAfter(until) }, () => setFresh(empty));
      }}
    >
      <div className="form-fields">
        {field("name", "Law or agreement", true)}
        {field("from", "First day", true, "date")}
        {field("until", "Last day, if known", false, "date")}
        {field("note", "Note", false)}
      </div>
      <div className="row">
        <Button type="submit" loading={busy}>
          Add it
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

export function LegalBasisPart({ writes }: { readonly writes: boolean }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [adding, setAdding] = useState(false);
  const list = useLegalBases();
  const rows = list.data?.rows ?? [];
  const save = useMutation({
    mutationFn: (bases: readonly Wanted[]) =>
      put("/legal-bases", {
        // Written as a whole, so not over what somebody else has written meanwhile.
        replaces: rows.map(({ id }) => id),
        bases: bases.map(({ name, fromUs, untilUs, note }) => ({ name, fromUs, untilUs, note })),
      }),
    onSuccess: () => notices.say("The legal basis is kept"),
    onSettled: () => client.invalidateQueries({ queryKey: ["legal-bases"] }),
  });
  const others = (id: string) => rows.filter((row) => row.id !== id);
  return (
    <section className="card" aria-labelledby="legal-title">
      <div className="card-head">
        <h2 id="legal-title">Legal basis of sharing</h2>
        {writes && !adding && (
          <Button variant="default" size="xs" onClick={() => setAdding(true)}>
            Add one<span className="hidden-text"> to the legal basis</span>
          </Button>
        )}
      </div>
      <div className="card-body stack">
        <p className="quiet">
          What was shared is judged by the law of its day. A law that lapsed and was renewed is two entries.
          Members read these lines.
        </p>
        {list.isPending && <Waiting what="the legal basis" />}
        {list.error !== null && <Fault fault={list.error} retry={() => void list.refetch()} />}
        {list.data !== undefined && !rows.some(({ holds }) => holds) && (
          <p>
            <strong>None on record holds today.</strong>
          </p>
        )}
        {rows.length > 0 && (
          <table className="plain stacked">
            <thead>
              <tr>
                <th scope="col">Law or agreement</th>
                <th scope="col">First day</th>
                <th scope="col">Last day</th>
                <th scope="col">Today</th>
                {writes && (
                  <th scope="col">
                    <span className="hidden-text">Change</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((basis) => (
                <Row
                  key={basis.id}
                  basis={basis}
                  writes={writes}
                  onEnd={(untilUs) => save.mutate([...others(basis.id), { ...basis, untilUs }])}
                  onRemove={() => save.mutate(others(basis.id))}
                />
              ))}
            </tbody>
          </table>
        )}
        {save.error !== null && <Fault fault={save.error} />}
        {adding && (
          <Add
            busy={save.isPending}
            onDone={() => setAdding(false)}
            onAdd={(basis, done) =>
              save.mutate([...rows, basis], {
                onSuccess: () => {
                  done();
                  setAdding(false);
                },
              })
            }
          />
        )}
      </div>
    </section>
  );
}

/** For a member, beside its agreements: what holds today. */
export function LegalBasisToday() {
  const list = useLegalBases();
  const holding = list.data?.rows.filter(({ holds }) => holds) ?? [];
  if (list.data === undefined) return null;
  return (
    <section className="stack" style={{ gap: 6 }} aria-label="Legal basis">
      <h3>What sharing stands on today</h3>
      {holding.length === 0 && (
        <p className="quiet">The center has no legal basis on record that holds today.</p>
      )}
      <ul className="lines-list">
        {holding.map(({ id, name, fromUs, untilUs, note }) => (
          <li key={id}>
            <strong>{name}</strong>{" "}
            <span className="quiet small">
              since {dayInWords(fromUs)}
              {untilUs !== null && `, to ${lastDay(untilUs)}`}
            </span>
            {note !== "" && <p className="quiet small">{note}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

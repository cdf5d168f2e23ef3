/** The operators' groups: what each is for, who is in it, and its ceiling. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { GroupRow, MemberRow } from "../../api/types.js";
import { type Tlp, tlpLabels } from "../../model/index.js";
import { get, post, put, remove } from "../ask.js";
import { Fault } from "../parts/fault.js";
import { TlpChip } from "../parts/labels.js";
import { Sure } from "../parts/sure.js";

type Words = Pick<GroupRow, "name" | "purpose" | "tlpCeiling">;
const empty: Words = { name: "", purpose: "", tlpCeiling: "TLP:AMBER" };

function GroupForm(props: {
  readonly title: string;
  readonly first: Words;
  readonly button: string;
  readonly save: (words: Words) => Promise<unknown>;
  readonly onDone: () => void;
}) {
  const client = useQueryClient();
  const [words, setWords] = useState(props.first);
  const save = useMutation({
    mutationFn: () => props.save(words),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["groups"] });
      props.onDone();
    },
  });
  return (
    <form
      className="stack"
      aria-label={props.title}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="form-columns">
        <TextInput
          label="Name of the group"
          required
          value={words.name}
          onChange={(event) => setWords({ ...words, name: event.currentTarget.value })}
        />
        <NativeSelect
          label="Receives up to"
          data={[...tlpLabels]}
          value={words.tlpCeiling}
          onChange={(event) => setWords({ ...words, tlpCeiling: event.currentTarget.value as Tlp })}
        />
      </div>
      <TextInput
        label="What it is for"
        description="All in the group read name and purpose; do not name members in them"
        value={words.purpose}
        onChange={(event) => setWords({ ...words, purpose: event.currentTarget.value })}
      />
      {save.error !== null && <Fault fault={save.error} />}
      <div className="row">
        <Button type="submit" loading={save.isPending}>
          {props.button}
        </Button>
        <Button variant="default" onClick={props.onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function Joining({
  group,
  outside,
  onJoin,
}: {
  readonly group: GroupRow;
  readonly outside: readonly MemberRow[];
  readonly onJoin: (id: string) => void;
}) {
  const [joining, setJoining] = useState("");
  if (outside.length === 0) return null;
  return (
    <form
      className="row field-row"
      onSubmit={(event) => {
        event.preventDefault();
        onJoin(joining);
        setJoining("");
      }}
    >
      <NativeSelect
        aria-label={`Member to add to ${group.name}`}
        data={[
          { value: "", label: "Add a member …" },
          ...outside.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={joining}
        onChange={(event) => setJoining(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={joining === ""}>
        Add<span className="hidden-text"> to {group.name}</span>
      </Button>
    </form>
  );
}

function Group({
  group,
  members,
  writes,
}: {
  readonly group: GroupRow;
  readonly members: readonly MemberRow[];
  readonly writes: boolean;
}) {
  const client = useQueryClient();
  const [changing, setChanging] = useState(false);
  const refresh = () => void client.invalidateQueries({ queryKey: ["groups"] });
  const path = `/groups/${encodeURIComponent(group.id)}`;
  const change = useMutation({
    mutationFn: (memberIds: readonly string[]) => put(path, { memberIds }),
    onSettled: refresh,
  });
  const gone = useMutation({ mutationFn: () => remove(path), onSettled: refresh });
  const inside = members.filter(({ id }) => group.memberIds.includes(id));
  const outside = members.filter(({ id }) => !group.memberIds.includes(id));
  if (changing)
    return (
      <li>
        <GroupForm
          title={`Change ${group.name}`}
          first={{ name: group.name, purpose: group.purpose, tlpCeiling: group.tlpCeiling }}
          button="Save"
          save={(words) => put(path, words)}
          onDone={() => setChanging(false)}
        />
      </li>
    );
  return (
    <li className="stack" style={{ gap: 8 }}>
      <div className="row">
        <strong>{group.name}</strong> <TlpChip tlp={group.tlpCeiling} />
        {writes && (
          <>
            <Button variant="default" size="compact-xs" onClick={() => setChanging(true)}>
              Change<span className="hidden-text"> {group.name}</span>
            </Button>
            <Sure
              what="Remove"
              whom={group.name}
              follows="Consents to be named in it end with it."
              act={() => gone.mutate()}
            />
          </>
        )}
      </div>
      {group.purpose !== "" && <p>{group.purpose}</p>}
      {inside.length === 0 && <p className="quiet">Nobody is in it.</p>}
      {inside.length > 0 && (
        <ul className="chips" aria-label={`In ${group.name}`}>
          {inside.map(({ id, name }) => (
            <li key={id} className="chip">
              {name}
              {writes && (
                <button
                  type="button"
                  className="chip-remove"
                  aria-label={`Take ${name} out of ${group.name}`}
                  onClick={() => change.mutate(group.memberIds.filter((each) => each !== id))}
                >
                  ×
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {writes && (
        <Joining group={group} outside={outside} onJoin={(id) => change.mutate([...group.memberIds, id])} />
      )}
      {change.error !== null && <Fault fault={change.error} />}
      {gone.error !== null && <Fault fault={gone.error} />}
    </li>
  );
}

export function GroupsPart({
  members,
  writes,
}: {
  readonly members: readonly MemberRow[];
  readonly writes: boolean;
}) {
  const [adding, setAdding] = useState(false);
  const groups = useQuery({
    queryKey: ["groups"],
    queryFn: () => get<{ rows: readonly GroupRow[] }>("/groups"),
  });
  return (
    <section className="card" aria-labelledby="groups-title">
      <div className="card-head">
        <h2 id="groups-title">Groups</h2>
        {writes && !adding && (
          <Button variant="default" size="xs" onClick={() => setAdding(true)}>
            Make a group
          </Button>
        )}
      </div>
      <div className="card-body stack">
        {groups.error !== null && <Fault fault={groups.error} />}
        {adding && (
          <GroupForm
            title="A new group"
            first={empty}
            button="Make this group"
            save={(words) => post<GroupRow>("/groups", { ...words, memberIds: [] })}
            onDone={() => setAdding(false)}
          />
        )}
        {groups.data?.rows.length === 0 && !adding && (
          <p className="quiet">None yet: a committee, crane operators, a berth's neighbours.</p>
        )}
        <ul className="lines-list" style={{ gap: 22 }}>
          {groups.data?.rows.map((group) => (
            <Group key={group.id} group={group} members={members} writes={writes} />
          ))}
        </ul>
      </div>
    </section>
  );
}

/** The operators' groups: who is in which, each with a ceiling of its own. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { GroupRow, MemberRow } from "../../api/types.js";
import { type Tlp, tlpLabels } from "../../model/index.js";
import { get, post, put, remove } from "../ask.js";
import { Fault } from "../parts/fault.js";
import { TlpChip } from "../parts/labels.js";

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
  const [joining, setJoining] = useState("");
  const refresh = () => void client.invalidateQueries({ queryKey: ["groups"] });
  const path = `/groups/${encodeURIComponent(group.id)}`;
  const change = useMutation({
    mutationFn: (memberIds: readonly string[]) => put(path, { memberIds }),
    onSuccess: refresh,
  });
  const gone = useMutation({ mutationFn: () => remove(path), onSuccess: refresh });
  const inside = members.filter(({ id }) => group.memberIds.includes(id));
  const outside = members.filter(({ id }) => !group.memberIds.includes(id));
  return (
    <li className="stack" style={{ gap: 6 }}>
      <div className="row">
        <strong>{group.name}</strong> <TlpChip tlp={group.tlpCeiling} />
        {writes && (
          <Button variant="default" size="compact-xs" onClick={() => gone.mutate()}>
            Remove the group<span className="hidden-text"> {group.name}</span>
          </Button>
        )}
      </div>
      <div className="chips">
        {inside.length === 0 && <span className="quiet">Nobody is in it.</span>}
        {inside.map(({ id, name }) => (
          <span key={id} className="row">
            {name}
            {writes && (
              <Button
                variant="default"
                size="compact-xs"
                onClick={() => change.mutate(group.memberIds.filter((each) => each !== id))}
              >
                Take out
                <span className="hidden-text">
                  {" "}
                  {name} of {group.name}
                </span>
              </Button>
            )}
          </span>
        ))}
      </div>
      {writes && outside.length > 0 && (
        <div className="row" style={{ alignItems: "flex-end" }}>
          <NativeSelect
            label={`Add to ${group.name}`}
            data={[
              { value: "", label: "Choose a member" },
              ...outside.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={joining}
            onChange={(event) => setJoining(event.currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={joining === ""}
            onClick={() => {
              change.mutate([...group.memberIds, joining]);
              setJoining("");
            }}
          >
            Add
          </Button>
        </div>
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
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [tlpCeiling, setCeiling] = useState<Tlp>("TLP:AMBER");
  const groups = useQuery({
    queryKey: ["groups"],
    queryFn: () => get<{ rows: readonly GroupRow[] }>("/groups"),
  });
  const add = useMutation({
    mutationFn: () => post<GroupRow>("/groups", { name, tlpCeiling, memberIds: [] }),
    onSuccess: () => {
      setName("");
      void client.invalidateQueries({ queryKey: ["groups"] });
    },
  });
  return (
    <section className="card" aria-labelledby="groups-title">
      <div className="card-head">
        <h2 id="groups-title">Groups</h2>
      </div>
      <div className="card-body stack">
        {groups.error !== null && <Fault fault={groups.error} />}
        {groups.data?.rows.length === 0 && (
          <p className="quiet">None yet: a committee, crane operators, a berth's neighbours.</p>
        )}
        <ul style={{ listStyle: "none", padding: 0, display: "grid", gap: 16 }}>
          {groups.data?.rows.map((group) => (
            <Group key={group.id} group={group} members={members} writes={writes} />
          ))}
        </ul>
        {add.error !== null && <Fault fault={add.error} />}
        {writes && (
          <form
            className="row"
            style={{ alignItems: "flex-end" }}
            onSubmit={(event) => {
              event.preventDefault();
              add.mutate();
            }}
          >
            <TextInput
              label="New group"
              required
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <NativeSelect
              label="Receives up to"
              data={[...tlpLabels]}
              value={tlpCeiling}
              onChange={(event) => setCeiling(event.currentTarget.value as Tlp)}
            />
            <Button type="submit" variant="default" loading={add.isPending}>
              Make this group
            </Button>
          </form>
        )}
      </div>
    </section>
  );
}

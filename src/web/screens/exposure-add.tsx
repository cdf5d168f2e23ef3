/** Registering one exposure; what `also` takes is said for each kind. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ExposureRow } from "../../api/types.js";
import { type ExposureKind, exposureKinds } from "../../model/index.js";
import { post } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault } from "../parts/fault.js";

const examples: Readonly<Record<ExposureKind, string>> = {
  network: "203.0.113.0/24",
  domain: "pier7.example",
  "mail domain": "mail.pier7.example",
  brand: "Pier Seven Terminal",
  person: "Ana Ruiz",
  vessel: "Blue Anchor Star; below IMO 9074729, MMSI 211331640, call sign DABC, former names",
  host: "plc-17 or tos.pier7.example",
  crane: "STS crane 4",
  product: "Siemens SIMATIC S7-1500; below its version, or its CPE",
  "vendor account": "crane-vendor-remote",
};

export function ExposureAdd({
  memberId,
  onAdded,
}: {
  readonly memberId: string;
  readonly onAdded: () => void;
}) {
  const notices = useNotices();
  const [kind, setKind] = useState<ExposureKind>("domain");
  const [value, setValue] = useState("");
  const [also, setAlso] = useState("");
  const [note, setNote] = useState("");
  const add = useMutation({
    mutationFn: () =>
      post<ExposureRow>("/exposures", {
        memberId,
        kind,
        value,
        also: also.split("\n").filter((line) => line.trim() !== ""),
        note,
      }),
    onSuccess: (row) => {
      notices.say(`${row.value} is registered`);
      setValue("");
      setAlso("");
      setNote("");
    },
    // What was not registered may wait for the center, which the list shows as well.
    onSettled: () => onAdded(),
  });
  return (
    <form
      className="do-now stack"
      data-urgency="low"
      aria-label="Add an exposure"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <div className="form-columns">
        <TextInput
          label="Value"
          description={`For instance ${examples[kind]}`}
          required
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <NativeSelect
          label="Kind"
          description="What it is"
          data={[...exposureKinds]}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as ExposureKind)}
        />
      </div>
      <Textarea
        label="Other names and numbers"
        description="One a line"
        rows={2}
        value={also}
        onChange={(event) => setAlso(event.currentTarget.value)}
      />
      <TextInput label="Note" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      {add.error !== null && <Fault fault={add.error} />}
      <div>
        <Button type="submit" loading={add.isPending}>
          Register it
        </Button>
      </div>
    </form>
  );
}

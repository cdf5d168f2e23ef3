/** The two steps to other rules: look at what would change, then take exactly that; and a form for a new source. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { RuleSourceChecked } from "../../../api/types.js";
import { post } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault } from "../../parts/fault.js";
import { packRules } from "./pack-rules.js";
import { plural } from "./rule-words.js";
import { SourceChanges } from "./source-changes.js";

export interface Taken {
  readonly version: number;
  readonly rules: number;
  readonly refused: number;
  readonly on: number;
}

export const takenWords = ({ version, rules, on }: Taken): string =>
  `Version ${version} runs: ${plural(rules, "rule", "rules")}, ${on.toLocaleString("en")} on`;

/** What was looked at, and the button that takes it. */
export function Looked(props: { readonly checked: RuleSourceChecked; readonly onDone: () => void }) {
  const { checked, onDone } = props;
  const client = useQueryClient();
  const notices = useNotices();
  const take = useMutation({
    mutationFn: (sha256: string) => post<Taken>("/rules/sources/import", { name: checked.name, sha256 }),
    onSuccess: (taken) => {
      notices.say(takenWords(taken));
      void client.invalidateQueries({ queryKey: ["rules"] });
      onDone();
    },
  });
  const { sha256 } = checked;
  if (sha256 === null)
    return (
      <p className="row" role="status">
        {checked.name} is as it was: nothing to take.
        <Button variant="default" size="compact-xs" onClick={onDone}>
          Good
        </Button>
      </p>
    );
  return (
    <section className="stack" aria-label={`What would change in ${checked.name}`}>
      <h3>What would change in {checked.name}</h3>
      <SourceChanges checked={checked} />
      <p className="quiet small mono" style={{ overflowWrap: "anywhere" }}>
        SHA-256 {sha256}
      </p>
      {take.error !== null && <Fault fault={take.error} />}
      <div className="row">
        <Button loading={take.isPending} disabled={checked.isTaken} onClick={() => take.mutate(sha256)}>
          {checked.isTaken ? "This version runs already" : "Take exactly this"}
        </Button>
        <Button variant="default" onClick={onDone}>
          Not now
        </Button>
      </div>
    </section>
  );
}

/** A folder's or files' name as a source may be called. */
const asSourceName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\.ya?ml$/, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);

export function SourceForm({ onChecked }: { readonly onChecked: (checked: RuleSourceChecked) => void }) {
  const [name, setName] = useState("");
  const [place, setPlace] = useState("");
  const [files, setFiles] = useState<readonly File[]>([]);
  const check = useMutation({
    mutationFn: async () => {
      const content = files.length === 0 ? undefined : await packRules(files);
      const from =
        files.length === 0
          ? place.trim()
          : files
              .map((file) => file.name)
              .join(", ")
              .slice(0, 500);
      return post<RuleSourceChecked>("/rules/sources/check", { name: name.trim(), place: from, content });
    },
    onSuccess: (checked) => {
      setFiles([]);
      onChecked(checked);
    },
  });
  return (
    <form
      className="stack"
      aria-label="Take rules of others"
      onSubmit={(event) => {
        event.preventDefault();
        check.mutate();
      }}
    >
      <div className="form-fields">
        <TextInput
          label="Address of an archive"
          placeholder="https://…/sigma.tar.gz"
          type="url"
          value={place}
          required={files.length === 0}
          disabled={files.length > 0}
          onChange={(event) => setPlace(event.currentTarget.value)}
        />
        <label className="stack" style={{ gap: 4 }}>
          <span className="small" style={{ fontWeight: 600 }}>
            Or rule files of this device
          </span>
          <input
            type="file"
            accept=".yml,.yaml"
            multiple
            onChange={(event) => {
              const chosen = [...(event.currentTarget.files ?? [])];
              setFiles(chosen);
              if (name === "" && chosen[0] !== undefined) setName(asSourceName(chosen[0].name));
            }}
          />
        </label>
        <TextInput
          label="Call the source"
          placeholder="sigmahq"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <div>
        <Button type="submit" variant="default" loading={check.isPending}>
          Look at what would change
        </Button>
      </div>
      {check.error !== null && <Fault fault={check.error} />}
    </form>
  );
}

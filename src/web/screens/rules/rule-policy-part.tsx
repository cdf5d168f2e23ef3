/** Which rules are on by themselves: from which level on, and of which maturity. What would change is shown before. */
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ListedRule, RulePage, RulePolicy } from "../../../api/types.js";
import { detectionLevels } from "../../../model/index.js";
import { get, put } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { levelWords } from "../../parts/level.js";
import { Tick } from "../../parts/tick.js";
import { plural } from "./rule-words.js";

interface Answer {
  readonly on: number;
  readonly switchedOn: number;
  readonly switchedOff: number;
}

type Status = NonNullable<ListedRule["status"]>;

const statuses: Readonly<Record<Status, string>> = {
  stable: "Proven for long; seldom wrong.",
  test: "Mostly right; may need an exception. A rule that doesn't say counts as this.",
  experimental: "New; may be wrong often.",
  deprecated: "Replaced by others.",
  unsupported: "Not to be used as it is, its authors say.",
};

function PolicyForm({ policy, writes }: { readonly policy: RulePolicy; readonly writes: boolean }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [wanted, setWanted] = useState(policy);
  const preview = useMutation({
    mutationFn: (next: RulePolicy) => put<Answer>("/rules/policy", { ...next, dryRun: true }),
  });
  const save = useMutation({
    mutationFn: () => put<Answer>("/rules/policy", wanted),
    onSuccess: ({ on }) => {
      notices.say(`${plural(on, "rule is", "rules are")} on`);
      preview.reset();
      void client.invalidateQueries({ queryKey: ["rules"] });
    },
  });
  const change = (next: RulePolicy) => {
    setWanted(next);
    preview.mutate(next);
  };
  return (
    <form
      className="stack"
      aria-label="Policy"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="form-fields">
        <NativeSelect
          label="From this level on"
          value={wanted.levelLeast}
          disabled={!writes}
          onChange={(event) => {
            const levelLeast = detectionLevels.find((level) => level === event.currentTarget.value);
            if (levelLeast !== undefined) change({ ...wanted, levelLeast });
          }}
          data={[...detectionLevels].reverse().map((level) => ({ value: level, label: levelWords[level] }))}
        />
      </div>
      <fieldset className="plain-fieldset">
        <legend>Of this maturity, as its authors say</legend>
        {(Object.keys(statuses) as readonly Status[]).map((status) => (
          <Tick
            key={status}
            label={status}
            description={statuses[status]}
            checked={wanted.statuses.includes(status)}
            disabled={!writes}
            onChange={(checked) =>
              change({
                ...wanted,
                statuses: checked
                  ? [...wanted.statuses, status]
                  : wanted.statuses.filter((one) => one !== status),
              })
            }
          />
        ))}
      </fieldset>
      {preview.error !== null && <Fault fault={preview.error} />}
      {save.error !== null && <Fault fault={save.error} />}
      {preview.data !== undefined && (
        <p role="status">
          {plural(preview.data.on, "rule", "rules")} would be on: {preview.data.switchedOn} more are switched
          on, {preview.data.switchedOff} off.
        </p>
      )}
      {writes && (
        <div className="row">
          <Button type="submit" loading={save.isPending} disabled={preview.data === undefined}>
            Set the policy
          </Button>
        </div>
      )}
    </form>
  );
}

export function RulePolicyPart({ writes }: { readonly writes: boolean }) {
  const query = useQuery({
    queryKey: ["rules", "policy"],
    queryFn: () => get<RulePage>("/rules?limit=1"),
  });
  const policy = query.data?.policy;
  return (
    <section className="card" aria-labelledby="policy-title">
      <div className="card-head">
        <h2 id="policy-title">Which rules are on by themselves</h2>
      </div>
      <div className="card-body stack">
        <p className="quiet">
          A rule that somebody switched on or off stays so. Detectors of behaviour are on until they are
          switched off.
        </p>
        {query.isPending && <Waiting what="the policy" />}
        {query.error !== null && <Fault fault={query.error} retry={() => void query.refetch()} />}
        {policy !== undefined && <PolicyForm key={JSON.stringify(policy)} policy={policy} writes={writes} />}
      </div>
    </section>
  );
}

/** What another version of a source would change: new, changed, gone and refused rules, before anything runs. */
import { useState } from "react";
import type { RuleSourceChecked } from "../../../api/types.js";
import { LevelLabel } from "../../parts/level.js";
import { ReplayButton } from "./replay-button.js";
import { RefusalTable } from "./rule-refusals-part.js";
import { plural } from "./rule-words.js";

type Changed = RuleSourceChecked["new"][number];

const rowsShown = 20;

function ChangeList(props: {
  readonly title: string;
  readonly count: number;
  readonly rows: readonly Changed[];
  /** Of which source they wait to be taken; null where they can't be asked of events. */
  readonly source: string | null;
}) {
  const { title, count, rows, source } = props;
  const [isWhole, setIsWhole] = useState(false);
  if (count === 0) return null;
  const shown = isWhole ? rows : rows.slice(0, rowsShown);
  return (
    <section className="stack" style={{ gap: 6 }} aria-label={`${title} rules`}>
      <h4 style={{ margin: 0 }}>
        {title} <span className="numbers quiet">{count.toLocaleString("en")}</span>
      </h4>
      <table className="plain stacked">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Level</th>
            <th scope="col">File</th>
            {source !== null && <th scope="col">Try it</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map((rule) => (
            <tr key={`${rule.key} ${rule.file}`}>
              <td>{rule.title}</td>
              <td>{rule.level === null ? rule.kind : <LevelLabel level={rule.level} />}</td>
              <td className="mono small">{rule.file}</td>
              {source !== null && (
                <td>
                  <ReplayButton asked={{ rule: rule.key, source }} whom={rule.title} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <div>
          <button type="button" className="chip" onClick={() => setIsWhole(true)}>
            Show {rows.length - shown.length} more
          </button>
        </div>
      )}
      {isWhole && count > rows.length && (
        <p className="quiet small">{(count - rows.length).toLocaleString("en")} more are not listed here.</p>
      )}
    </section>
  );
}

export function SourceChanges({ checked }: { readonly checked: RuleSourceChecked }) {
  const { counts, name } = checked;
  return (
    <div className="stack" style={{ gap: 14 }}>
      <p role="status">
        {counts.new + counts.changed + counts.gone === 0
          ? "No rule would change: "
          : `${plural(counts.new, "rule", "rules")} new, ${counts.changed} changed, ${counts.gone} gone; `}
        {plural(counts.same, "is", "are")} the same, {plural(counts.refused, "is", "are")} refused
        {counts.passedOver > 0 && `, ${plural(counts.passedOver, "file is no rule", "files are no rules")}`}.
      </p>
      <ChangeList title="New" count={counts.new} rows={checked.new} source={name} />
      <ChangeList title="Changed" count={counts.changed} rows={checked.changed} source={name} />
      <ChangeList title="Gone" count={counts.gone} rows={checked.gone} source={null} />
      {counts.refused > 0 && (
        <details className="opening">
          <summary>{plural(counts.refused, "rule would not run", "rules would not run")}: why</summary>
          <RefusalTable refusals={checked.refused} />
        </details>
      )}
    </div>
  );
}

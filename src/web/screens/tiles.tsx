/** Four figures, live: records a second with their last minutes, hits, sightings, warnings. */
import type { Counts } from "../../api/types.js";
import { useLive } from "../live.js";
import { Sparkline } from "../parts/sparkline.js";

const figure = (value: number) => Math.round(value).toLocaleString("en");

function Tile({
  title,
  value,
  note,
}: {
  readonly title: string;
  readonly value: number;
  readonly note?: string;
}) {
  return (
    <div className="card tile">
      <dt>{title}</dt>
      <dd>
        {figure(value)}
        {note !== undefined && <div className="tile-note">{note}</div>}
      </dd>
    </div>
  );
}

export function Tiles({ first }: { readonly first: Counts }) {
  const live = useLive();
  const counts = live.counts ?? first;
  return (
    <section aria-labelledby="figures-title">
      <h2 id="figures-title" className="hidden-text">
        Figures
      </h2>
      <div className="tiles">
        <div className="card tile tile-wide">
          <dl>
            <dt>Records a second</dt>
            <dd>
              {figure(counts.recordsPerSecond)}
              <div className="tile-note">
                {figure(counts.records)} in all
                {counts.refused > 0 && `, ${figure(counts.refused)} refused`}
              </div>
            </dd>
          </dl>
          <Sparkline points={live.history} what="Records a second" />
        </div>
        <dl className="tile-list">
          <Tile title="Hits" value={counts.hits} note="indicators met" />
        </dl>
        <dl className="tile-list">
          <Tile title="Sightings" value={counts.sightings} note="hits gathered" />
        </dl>
        <dl className="tile-list">
          <Tile title="Warnings" value={counts.warnings} note="made so far" />
        </dl>
      </div>
    </section>
  );
}

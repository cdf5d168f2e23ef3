/** How the doors and stores do: a shape, a word, since when, and what to do where something is not well. */
import type { Source } from "../../api/types.js";
import { StateSign } from "../parts/icons.js";
import { When } from "../parts/when.js";

const words: Readonly<Record<Source["state"], string>> = {
  well: "Well",
  silent: "Silent",
  degraded: "Degraded",
  down: "Down",
};

export function Sources({ sources }: { readonly sources: readonly Source[] }) {
  return (
    <section className="card" aria-labelledby="sources-title">
      <div className="card-head">
        <h2 id="sources-title">Sources and stores</h2>
      </div>
      <div className="card-body" style={{ paddingTop: 6 }}>
        {sources.length === 0 && <p className="quiet">None has reported yet.</p>}
        {sources.map((source) => (
          <div key={source.id} className="source" data-state={source.state}>
            <StateSign state={source.state} />
            <div>
              {source.title}
              <div className="quiet small">
                changed <When us={source.sinceUs} />
              </div>
            </div>
            <span className="source-word">{words[source.state]}</span>
            {source.advice !== "" && <p className="source-advice">{source.advice}</p>}
          </div>
        ))}
      </div>
    </section>
  );
}

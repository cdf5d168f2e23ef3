/**
 * One warning, whole: what happened, what to do now, how to answer, the facts, the evidence, and why it was made.
 * It reads top to bottom as the mail does, and stands at its own address.
 */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { Warning } from "../../api/types.js";
import { get } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault, Waiting } from "../parts/fault.js";
import { Icon } from "../parts/icons.js";
import { reactionWords, TlpChip, tlpMeaning, UrgencyLabel } from "../parts/labels.js";
import { Told } from "../parts/told.js";
import { Value } from "../parts/value.js";
import { When } from "../parts/when.js";
import { Answering } from "./answering.js";
import { DeliveriesPart } from "./deliveries-part.js";
import { EvidenceTable } from "./evidence-table.js";
import { Why } from "./why.js";

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="stack" style={{ gap: 10 }} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function DoNow({ steps, language }: { readonly steps: readonly string[]; readonly language: string }) {
  if (steps.length === 0) return null;
  return (
    <section className="do-now" aria-label="Do now">
      <h2>Do now</h2>
      <ol lang={language}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}

function History({ warning }: { readonly warning: Warning }) {
  return (
    <ul className="history">
      <li>
        <When us={warning.createdUs} /> <span className="quiet">warned</span>
      </li>
      {warning.reactions.map((reaction) => (
        <li key={`${reaction.atUs} ${reaction.kind}`}>
          <When us={reaction.atUs} /> <strong>{reactionWords[reaction.kind].told}</strong>{" "}
          <span className="quiet">{reaction.person}</span>
          {reaction.note !== "" && <div>{reaction.note}</div>}
        </li>
      ))}
      {warning.state === "closed" && (
        <li>
          <When us={warning.updatedUs} /> <strong>Closed</strong>{" "}
          <span className="quiet">as {warning.closeReason}</span>
        </li>
      )}
    </ul>
  );
}

function Facts({ warning }: { readonly warning: Warning }) {
  const { value } = warning.observable;
  return (
    <dl className="facts">
      {!warning.facts.some((fact) => fact.value === value) && (
        <>
          <dt>Value</dt>
          <dd>
            <Value value={value} />
          </dd>
        </>
      )}
      {warning.facts.map((fact) => (
        <div key={fact.label} style={{ display: "contents" }}>
          <dt lang={warning.language}>{fact.label}</dt>
          <dd lang={warning.language}>{fact.value === value ? <Value value={value} /> : fact.value}</dd>
        </div>
      ))}
      {warning.center !== null && (
        <>
          <dt>Sent to</dt>
          <dd>
            {warning.center.recipient.name}
            {!warning.center.released && " (held back by the gate, not sent)"}
          </dd>
          <dt>Seen at</dt>
          <dd>{warning.center.origins.map((origin) => origin.name).join(", ") || "nobody yet"}</dd>
        </>
      )}
      <dt>Sharing</dt>
      <dd>
        <TlpChip tlp={warning.tlp} /> <span className="quiet">{tlpMeaning(warning.tlp)}</span>
      </dd>
    </dl>
  );
}

function Body({ warning }: { readonly warning: Warning }) {
  const [why, setWhy] = useState(false);
  return (
    <div className="panel-body" data-urgency={warning.urgency}>
      <div>
        <h1>
          <Told warning={warning} />
        </h1>
        <p className="panel-story" lang={warning.language}>
          {warning.story}
        </p>
      </div>
      <DoNow steps={warning.doNow} language={warning.language} />
      <Answering warning={warning} />
      <Part title="Facts">
        <Facts warning={warning} />
      </Part>
      <Part title={`Evidence (${warning.evidence.length})`}>
        <EvidenceTable evidence={warning.evidence} />
      </Part>
      <Part title="What was done">
        <History warning={warning} />
      </Part>
      {warning.center?.released === true && (
        <Part title="Written to">
          <DeliveriesPart id={warning.id} />
        </Part>
      )}
      <Part title="Why this warning">
        {why ? (
          <Why id={warning.id} />
        ) : (
          <div>
            <button
              type="button"
              className="chip"
              style={{ cursor: "pointer", font: "inherit", fontSize: "0.88rem" }}
              onClick={() => setWhy(true)}
            >
              Explain every step
            </button>
          </div>
        )}
      </Part>
    </div>
  );
}

export function WarningPanel({ id, closeHref }: { readonly id: string; readonly closeHref: string }) {
  const notices = useNotices();
  const query = useQuery({
    queryKey: ["warning", id],
    queryFn: () => get<Warning>(`/warnings/${encodeURIComponent(id)}`),
  });
  const copyLink = () =>
    void navigator.clipboard.writeText(window.location.href).then(() => notices.say("Link copied"));
  return (
    <article className="card panel" aria-label="Warning">
      <div className="panel-head no-print">
        <Link href={closeHref} className="plain-button row" style={{ minHeight: 32, textDecoration: "none" }}>
          <Icon name="back" /> All warnings
        </Link>
        <span style={{ marginLeft: "auto" }} />
        {query.data !== undefined && <UrgencyLabel urgency={query.data.urgency} />}
        <button
          type="button"
          className="plain-button"
          style={{ minWidth: 32, minHeight: 32, display: "grid", placeItems: "center" }}
          onClick={copyLink}
          aria-label="Copy the link to this warning"
          title="Copy link"
        >
          <Icon name="link" />
        </button>
      </div>
      {query.data !== undefined ? (
        <Body warning={query.data} />
      ) : (
        <div className="panel-body">
          <h1 className="hidden-text">Warning</h1>
          {query.isPending ? (
            <Waiting what="the warning" />
          ) : (
            <Fault fault={query.error} retry={() => void query.refetch()} />
          )}
        </div>
      )}
    </article>
  );
}

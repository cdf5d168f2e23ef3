/**
 * One detection, whole: what it means, what it found, the records that show it, the warnings that came of it, its rule,
 * and how to accept it where it is known. It stands at its own address.
 */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { DetectionStory, MemberRow } from "../../../api/types.js";
import { get } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { Icon } from "../../parts/icons.js";
import { LevelLabel } from "../../parts/level.js";
import { Techniques } from "../../parts/technique.js";
import { Value } from "../../parts/value.js";
import { absoluteTime, When } from "../../parts/when.js";
import { useIsCenter, useIsOperator } from "../../session.js";
import { EvidenceTable } from "../evidence-table.js";
import { howOften, targetednessWords } from "./detection-words.js";
import { ExceptForm } from "./except-form.js";

type Detection = DetectionStory["detection"];

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="stack" style={{ gap: 10 }} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function MemberName({ memberId }: { readonly memberId: string }) {
  const member = useQuery({
    queryKey: ["member", memberId],
    queryFn: () => get<MemberRow>(`/members/${encodeURIComponent(memberId)}`),
  });
  return <>{member.data?.name ?? "…"}</>;
}

function Facts({ detection }: { readonly detection: Detection }) {
  const operator = useIsOperator();
  const { subject, about, rule, targetedness, firstUs, lastUs } = detection;
  const after = targetednessWords[targetedness];
  return (
    <dl className="facts">
      {subject !== null && (
        <>
          <dt>By</dt>
          <dd>
            <Value value={subject.value} />
          </dd>
        </>
      )}
      {about !== "" && (
        <>
          <dt>About</dt>
          <dd>{about}</dd>
        </>
      )}
      {operator && (
        <>
          <dt>Member</dt>
          <dd>
            <MemberName memberId={detection.memberId} />
          </dd>
        </>
      )}
      <dt>How often</dt>
      <dd>{howOften(detection.count, rule.kind)}</dd>
      <dt>{firstUs === lastUs ? "When" : "First, last"}</dt>
      <dd>
        {firstUs !== lastUs && (
          <>
            {absoluteTime(firstUs)}
            <br />
          </>
        )}
        {absoluteTime(lastUs)} <span className="quiet">(</span>
        <When us={lastUs} />
        <span className="quiet">)</span>
      </dd>
      <dt>Whom it is after</dt>
      <dd>
        {after.word} <span className="quiet">{after.means}</span>
      </dd>
      {rule.techniques.length > 0 && (
        <>
          <dt>ATT&CK</dt>
          <dd>
            <Techniques techniques={rule.techniques} />
          </dd>
        </>
      )}
    </dl>
  );
}

function Mattered({ fields }: { readonly fields: Detection["fields"] }) {
  return (
    <dl className="facts">
      {Object.entries(fields).map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd className="mono">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Warnings({ warnings }: { readonly warnings: DetectionStory["warnings"] }) {
  if (warnings.length === 0)
    return (
      <p className="quiet">
        None that you may read. What is high or critical warns somebody, and what is medium where a machine of
        the member's own did it.
      </p>
    );
  return (
    <ul className="lines-list">
      {warnings.map(({ id, sentence }) => (
        <li key={id}>
          <Link href={`/warnings/${id}`}>{sentence}</Link>
        </li>
      ))}
    </ul>
  );
}

function Body({ story }: { readonly story: DetectionStory }) {
  const { detection, evidence, warnings, explains } = story;
  const center = useIsCenter();
  const operator = useIsOperator();
  const { rule } = detection;
  return (
    <div className="panel-body">
      <div>
        <h1>{rule.title}</h1>
        {explains !== "" && (
          <p className="panel-story" style={{ whiteSpace: "pre-line" }}>
            {explains.trim()}
          </p>
        )}
      </div>
      <Part title="Facts">
        <Facts detection={detection} />
      </Part>
      {Object.keys(detection.fields).length > 0 && (
        <Part title="What mattered">
          <Mattered fields={detection.fields} />
        </Part>
      )}
      <Part title={`Evidence (${evidence.length})`}>
        {evidence.length === 0 ? (
          <p className="quiet">No record is kept of it: it was told by what did not come, or by counts.</p>
        ) : (
          <EvidenceTable evidence={evidence} />
        )}
      </Part>
      <Part title="Warnings that came of it">
        <Warnings warnings={warnings} />
      </Part>
      <Part title="Its rule">
        <p>
          {center ? (
            <Link href={`/rules?rule=${encodeURIComponent(rule.id)}`}>Open {rule.title}</Link>
          ) : (
            <span className="mono">{rule.id}</span>
          )}{" "}
          · <Link href={`/detections?rule=${encodeURIComponent(rule.id)}`}>Everything it found</Link>
        </p>
      </Part>
      {operator && (
        <Part title="Known and accepted?">
          <ExceptForm detection={detection} />
        </Part>
      )}
    </div>
  );
}

export function DetectionPanel({ id, closeHref }: { readonly id: string; readonly closeHref: string }) {
  const notices = useNotices();
  const query = useQuery({
    queryKey: ["detections", "story", id],
    queryFn: () => get<DetectionStory>(`/detections/${encodeURIComponent(id)}/why`),
  });
  const copyLink = () =>
    void navigator.clipboard.writeText(window.location.href).then(() => notices.say("Link copied"));
  return (
    <article className="card panel" aria-label="Detection">
      <div className="panel-head no-print">
        <Link href={closeHref} className="plain-button row" style={{ minHeight: 32, textDecoration: "none" }}>
          <Icon name="back" /> All detections
        </Link>
        <span style={{ marginLeft: "auto" }} />
        {query.data !== undefined && <LevelLabel level={query.data.detection.rule.level} />}
        <button
          type="button"
          className="plain-button"
          style={{ minWidth: 32, minHeight: 32, display: "grid", placeItems: "center" }}
          onClick={copyLink}
          aria-label="Copy the link to this detection"
          title="Copy link"
        >
          <Icon name="link" />
        </button>
      </div>
      {query.data !== undefined ? (
        <Body story={query.data} />
      ) : (
        <div className="panel-body">
          <h1 className="hidden-text">Detection</h1>
          {query.isPending ? (
            <Waiting what="the detection" />
          ) : (
            <Fault fault={query.error} retry={() => void query.refetch()} />
          )}
        </div>
      )}
    </article>
  );
}

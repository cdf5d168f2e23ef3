/**
 * The card of one crane, at its own address: what it is, its machines, who talks to it and how that differs from what was
 * learned, vendors, detections and warnings, work. It prints on paper for the logbook.
 */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { CraneCard } from "../../../api/types.js";
import { get } from "../../ask.js";
import { useKeys } from "../../keys.js";
import { useNotices } from "../../notices.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { Icon, UrgencySign } from "../../parts/icons.js";
import { LevelSign, levelWords } from "../../parts/level.js";
import { absoluteTime, When } from "../../parts/when.js";
import { useIsCenter, useSession } from "../../session.js";
import { CraneMachines } from "./crane-machines.js";
import { CraneStateWord } from "./crane-mark.js";
import { craneState, silentAfterUs } from "./crane-state.js";
import { differenceOf } from "./difference.js";
import { machinesOf, namesByAddress } from "./machines-of-crane.js";
import { usePortNowUs, usePortSearch } from "./port-filters.js";
import { counted, directiveWords } from "./port-words.js";
import { RelationTable } from "./relation-table.js";
import { SessionTable } from "./session-table.js";
import { TimesTable } from "./times-table.js";

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="stack card-part" style={{ gap: 10 }} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function figuresOf({ machines, detections, warnings }: CraneCard) {
  const levels = { informational: 0, low: 0, medium: 0, high: 0, critical: 0 };
  for (const { rule } of detections) levels[rule.level] += 1;
  return {
    warnings: warnings.length,
    detections: levels,
    questions: machines.filter(({ review }) => review === "new").length,
    lastUs: machines.length === 0 ? null : Math.max(...machines.map(({ lastUs }) => lastUs)),
  };
}

function Facts({ card }: { readonly card: CraneCard }) {
  const center = useIsCenter();
  const { crane, memberName } = card;
  const { lastUs } = figuresOf(card);
  const facts: readonly (readonly [string, ReactNode])[] = [
    ["Maker, model", [crane.maker, crane.model].filter((text) => text !== "").join(" ") || "not listed"],
    [
      "Terminal, berth",
      [crane.terminal, crane.berth === "" ? "" : `berth ${crane.berth}`]
        .filter((text) => text !== "")
        .join(", ") || "not listed",
    ],
    ...(center ? [["Member", memberName] as const] : []),
    ["Directive (MARSEC 105-4, 105-5)", directiveWords[crane.directiveStatus]],
    [
      "Last heard",
      lastUs === null ? (
        "never"
      ) : (
        <>
          <When us={lastUs} /> <span className="quiet no-print">({absoluteTime(lastUs)})</span>
        </>
      ),
    ],
    ...(crane.note === "" ? [] : [["Note", crane.note] as const]),
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Told({ card }: { readonly card: CraneCard }) {
  const { role } = useSession().person;
  if (role === "auditor")
    return (
      <p className="quiet">
        Warnings and what was detected are read by the center's operators and the member whose it is.
      </p>
    );
  if (card.warnings.length + card.detections.length === 0)
    return <p className="quiet">No warning is open, and nothing was detected in the last seven days.</p>;
  return (
    <ul className="told-on-crane">
      {card.warnings.map(({ id, sentence, urgency }) => (
        <li key={id}>
          <UrgencySign urgency={urgency} />
          <Link href={`/warnings/${id}`}>{sentence}</Link>
        </li>
      ))}
      {card.detections.map(({ id, rule, count, lastUs, fields }) => (
        <li key={id}>
          <LevelSign level={rule.level} />
          <span>
            <span className="hidden-text">{levelWords[rule.level]}: </span>
            <Link href={`/detections/${id}`}>{rule.title}</Link>{" "}
            <span className="quiet small">
              {fields["machine"] !== undefined && `${fields["machine"]}, `}
              {count > 1 && `${counted(count, "time")}, `}
              <When us={lastUs} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Difference({ card }: { readonly card: CraneCard }) {
  const heardUs = card.learning?.lastUs ?? 0;
  const kinds = card.relations.map((relation) => differenceOf(relation, heardUs));
  const count = (kind: (typeof kinds)[number]) => kinds.filter((each) => each === kind).length;
  const told = [
    [count("not expected"), "not expected"],
    [count("new"), "new since learning"],
    [count("functions"), "with new functions"],
    [count("silent"), "not seen for long"],
  ] as const;
  const some = told.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  return (
    <p>
      {counted(card.relations.length, "relation")}
      {some.length === 0 ? ", all as learned." : `: ${some.join(", ")}.`}{" "}
      {card.learning === null ? (
        <span className="quiet">Nothing is learned yet.</span>
      ) : card.learning.share < 1 ? (
        <span className="quiet">
          The baseline is still learned ({Math.floor(card.learning.share * 100)} %), until{" "}
          {absoluteTime(card.learning.untilUs)}.
        </span>
      ) : (
        <span className="quiet">The baseline was learned until {absoluteTime(card.learning.untilUs)}.</span>
      )}
    </p>
  );
}

/** What a logbook needs beside the card: when it was printed and by whom, and a line for a hand. */
function ForTheLogbook() {
  const { person } = useSession();
  return (
    <footer className="print-only logbook">
      <p>
        Printed {absoluteTime(Date.now() * 1000)} by {person.name}, from Breakwater. The status of a directive
        is shown, never its text.
      </p>
      <p>Checked by: ______________________________ Date: ______________</p>
    </footer>
  );
}

function Body({ card }: { readonly card: CraneCard }) {
  const nowUs = usePortNowUs();
  const { partHref } = usePortSearch();
  const machines = machinesOf(card);
  const figures = figuresOf(card);
  const { crane } = card;
  return (
    <div className="panel-body crane-card">
      <div className="crane-title">
        <h1>Crane {crane.name}</h1>
        <CraneStateWord state={craneState(figures, nowUs)} />
      </div>
      <Facts card={card} />
      <Part title="Warnings and detections">
        <Told card={card} />
      </Part>
      <Part title={`Machines (${machines.length})`}>
        {figures.questions > 0 && (
          <p className="no-print">
            <Link href={partHref("questions", { member: card.memberId })}>
              {counted(figures.questions, "machine waits", "machines wait")} for your answer
            </Link>
          </p>
        )}
        <CraneMachines machines={machines} silentSinceUs={nowUs - silentAfterUs} />
      </Part>
      <Part title="Who talks to it">
        <Difference card={card} />
        {card.relations.length > 0 && (
          <RelationTable
            relations={card.relations}
            nameOf={namesByAddress(machines)}
            heardUs={() => card.learning?.lastUs ?? 0}
            memberOf={null}
            review={null}
          />
        )}
        {card.isCut && <p className="quiet">There are more than are shown here.</p>}
      </Part>
      <Part title="Vendors' sessions">
        {card.sessions.length === 0 ? (
          <p className="quiet">None was seen.</p>
        ) : (
          <SessionTable sessions={card.sessions} memberOf={null} craneOf={() => crane.name} />
        )}
      </Part>
      <Part title="Work orders and maintenance windows">
        {card.workOrders.length + card.windows.length === 0 ? (
          <p className="quiet">None in the last 30 days, and none to come.</p>
        ) : (
          <TimesTable
            rows={[
              ...card.workOrders.map(({ id, number, title, vendor, startUs, endUs }) => ({
                id,
                title: `${number} ${title}`.trim(),
                about: vendor === "" ? "" : `for ${vendor}`,
                startUs,
                endUs,
              })),
              ...card.windows.map(({ id, title, startUs, endUs }) => ({
                id,
                title,
                about: "maintenance window",
                startUs,
                endUs,
              })),
            ]}
            nowUs={nowUs}
          />
        )}
        <p className="no-print">
          <Link href={partHref("work", { member: card.memberId })}>Change orders and windows</Link>
        </p>
      </Part>
      <ForTheLogbook />
    </div>
  );
}

export function CranePanel({ id }: { readonly id: string }) {
  const notices = useNotices();
  const { partHref, go } = usePortSearch();
  useKeys({ escape: () => go(partHref("")) });
  const query = useQuery({
    queryKey: ["port", "crane", id],
    queryFn: () => get<CraneCard>(`/cranes/${encodeURIComponent(id)}`),
  });
  const copyLink = () =>
    void navigator.clipboard.writeText(window.location.href).then(() => notices.say("Link copied"));
  return (
    <article className="card panel" aria-label="Crane">
      <div className="panel-head no-print">
        <Link
          href={partHref("")}
          className="plain-button row"
          style={{ minHeight: 32, textDecoration: "none" }}
        >
          <Icon name="back" /> The plan
        </Link>
        <span style={{ marginLeft: "auto" }} />
        <Button variant="default" size="xs" onClick={() => window.print()}>
          Print<span className="hidden-text"> for the logbook</span>
        </Button>
        <button
          type="button"
          className="plain-button"
          style={{ minWidth: 32, minHeight: 32, display: "grid", placeItems: "center" }}
          onClick={copyLink}
          aria-label="Copy the link to this crane"
          title="Copy link"
        >
          <Icon name="link" />
        </button>
      </div>
      {query.data !== undefined ? (
        <Body card={query.data} />
      ) : (
        <div className="panel-body">
          <h1 className="hidden-text">Crane</h1>
          {query.isPending ? (
            <Waiting what="the crane" />
          ) : (
            <Fault fault={query.error} retry={() => void query.refetch()} />
          )}
        </div>
      )}
    </article>
  );
}

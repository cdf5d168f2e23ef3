/**
 * *Look up*: paste values, many at once, defanged or not; each gets a verdict in a word, and what is known of it. A
 * STIX pattern is met with stored events instead.
 * The values stand in the URL, so that an answer can be sent to somebody.
 */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import type { Lookup } from "../../api/types.js";
import { post } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { StateSign } from "../parts/icons.js";
import { TlpChip } from "../parts/labels.js";
import { Value } from "../parts/value.js";
import { isPattern, PatternMatches, spans } from "./pattern-found.js";

const signs: Readonly<Record<Lookup["verdict"], "down" | "degraded" | "well" | "silent">> = {
  "known hostile": "down",
  suspicious: "degraded",
  allowed: "well",
  "not known": "silent",
  "not a value": "silent",
};

function Found({ one }: { readonly one: Lookup }) {
  return (
    <li className="card card-body source" data-state={signs[one.verdict]} style={{ padding: "14px 18px" }}>
      <StateSign state={signs[one.verdict]} />
      <div>
        <div className="row">
          {one.observable === null ? (
            <span className="mono">{one.text}</span>
          ) : (
            <Value value={one.observable.value} />
          )}
        </div>
        <p className="quiet">
          {one.sentence}
          {one.sightings > 0 && ` Sighted ${one.sightings === 1 ? "once" : `${one.sightings} times`}.`}
        </p>
        {one.claims.length > 0 && (
          <ul
            className="small"
            style={{ listStyle: "none", padding: 0, marginTop: 8, display: "grid", gap: 5 }}
          >
            {one.claims.map((claim) => (
              <li key={`${claim.source} ${claim.value}`} className="row">
                <strong>{claim.source}</strong>{" "}
                <span className="numbers">confidence {claim.confidence} of 100</span>
                {claim.labels.length > 0 && (
                  <span className="quiet">{claim.labels.slice(0, 6).join(", ")}</span>
                )}
                {claim.value !== one.observable?.value && <span className="quiet">as {claim.value}</span>}
                <TlpChip tlp={claim.tlp} />
              </li>
            ))}
          </ul>
        )}
      </div>
      <span className="source-word">{one.verdict}</span>
    </li>
  );
}

export function LookUpScreen() {
  const asked = new URLSearchParams(useSearch()).get("values") ?? "";
  const [, go] = useLocation();
  const [text, setText] = useState(asked);
  const [days, setDays] = useState<string>(spans[0].value);
  useEffect(() => setText(asked), [asked]);
  const found = useQuery({
    queryKey: ["lookup", asked],
    queryFn: () => post<{ rows: readonly Lookup[] }>("/lookup", { text: asked }),
    enabled: asked.trim() !== "" && !isPattern(asked),
  });
  const submit = () => go(`/look-up?values=${encodeURIComponent(text.trim())}`);
  return (
    <div className="page-inner stack">
      <h1>Look up</h1>
      <form
        className="stack"
        style={{ gap: 10 }}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Textarea
          label="Addresses, networks, names, URLs, hashes or mail addresses"
          description="Any number, apart by spaces or lines; defanged is fine, as in 203[.]0[.]113[.]9. Or a STIX pattern, for stored events."
          rows={3}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.trim() !== "") {
              event.preventDefault();
              submit();
            }
          }}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
        {isPattern(text) && (
          <NativeSelect
            label="Events of"
            data={[...spans]}
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
            style={{ maxWidth: 240 }}
          />
        )}
        <div>
          <Button type="submit" disabled={text.trim() === ""}>
            Look up
          </Button>
        </div>
      </form>
      {isPattern(asked) && <PatternMatches pattern={asked.trim()} days={Number(days)} />}
      {found.isLoading && <Waiting what="what is known" />}
      {found.error !== null && <Fault fault={found.error} />}
      {found.data !== undefined && (
        <ul aria-label="What is known" className="stack" style={{ listStyle: "none", padding: 0, gap: 10 }}>
          {found.data.rows.map((one) => (
            <Found key={one.text} one={one} />
          ))}
        </ul>
      )}
    </div>
  );
}

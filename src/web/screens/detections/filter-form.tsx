/** The filters of *Detections*: two lists and two fields; what is set stands as a chip that takes it away again. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { detectionKinds, detectionLevels } from "../../../model/index.js";
import { levelWords } from "../../parts/level.js";
import { useDetectionFilters } from "./detection-filters.js";
import { kindWords } from "./detection-words.js";

function Chips() {
  const { filters, href } = useDetectionFilters();
  const chips = [
    { name: "rule", words: filters.rule === null ? null : `rule ${filters.rule}` },
    { name: "value", words: filters.value === null ? null : `about ${filters.value}` },
    { name: "member", words: filters.memberId === null ? null : "one member" },
  ].filter((chip) => chip.words !== null);
  if (chips.length === 0) return null;
  return (
    <nav className="chips" aria-label="Filters that are set" style={{ marginBottom: 12 }}>
      {chips.map(({ name, words }) => (
        <Link
          key={name}
          className="chip"
          href={href({ [name]: null })}
          aria-label={`Remove the filter: ${words}`}
        >
          <span style={{ overflowWrap: "anywhere" }}>{words}</span> <span aria-hidden="true">×</span>
        </Link>
      ))}
    </nav>
  );
}

export function FilterForm() {
  const { filters, href } = useDetectionFilters();
  const [, go] = useLocation();
  const [value, setValue] = useState("");
  const [rule, setRule] = useState("");
  return (
    <>
      <form
        className="filter-form"
        aria-label="Filters"
        onSubmit={(event) => {
          event.preventDefault();
          go(
            href({
              ...(value.trim() === "" ? {} : { value: value.trim() }),
              ...(rule.trim() === "" ? {} : { rule: rule.trim() }),
            }),
          );
          setValue("");
          setRule("");
        }}
      >
        <NativeSelect
          label="How grave"
          value={filters.level ?? ""}
          onChange={(event) => go(href({ level: event.currentTarget.value }))}
          data={[
            { value: "", label: "Any" },
            ...[...detectionLevels]
              .reverse()
              .slice(0, -1)
              .map((level) => ({
                value: level,
                label: level === "critical" ? levelWords[level] : `${levelWords[level]} and graver`,
              })),
          ]}
        />
        <NativeSelect
          label="Found by"
          value={filters.kind ?? ""}
          onChange={(event) => go(href({ kind: event.currentTarget.value }))}
          data={[
            { value: "", label: "All" },
            ...detectionKinds.map((kind) => ({ value: kind, label: kindWords[kind] })),
          ]}
        />
        <TextInput
          label="About"
          placeholder="address, name, URL, hash"
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <TextInput
          label="Rule"
          placeholder="its id, brute-force"
          value={rule}
          onChange={(event) => setRule(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Filter
        </Button>
      </form>
      <Chips />
    </>
  );
}

/** What knocks everywhere is hidden but counted. */
export function Noise({ hidden }: { readonly hidden: number }) {
  const { filters, href } = useDetectionFilters();
  if (!filters.isNoiseShown && hidden === 0) return null;
  return (
    <p className="quiet small" style={{ marginBottom: 14 }} role="status">
      {filters.isNoiseShown ? (
        <>
          What knocks everywhere is shown too.{" "}
          <Link href={href({ everybody: null })}>Hide what knocks everywhere</Link>
        </>
      ) : (
        <>
          {hidden >= 10_000 ? "10,000 and more" : hidden.toLocaleString("en")}{" "}
          {hidden === 1 ? "that knocks everywhere is" : "that knock everywhere are"} hidden.{" "}
          <Link href={href({ everybody: "shown" })}>Show {hidden === 1 ? "it" : "them"}</Link>
        </>
      )}
    </p>
  );
}

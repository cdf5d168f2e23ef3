/** All rules and detectors, found by a word, level, state or source; one opens in a panel. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import type { ListedRule, RulePage, RuleSourceRow } from "../../../api/types.js";
import { detectionLevels } from "../../../model/index.js";
import { get } from "../../ask.js";
import { useKeys } from "../../keys.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { LevelSign, levelWords } from "../../parts/level.js";
import { When } from "../../parts/when.js";
import { changedSearch } from "../detections/detection-filters.js";
import { RulePanel } from "./rule-panel.js";
import { plural, ruleKindWords, whyWords } from "./rule-words.js";

const pageRows = 100;

function useRuleFilters() {
  const search = useSearch();
  const params = new URLSearchParams(search);
  const asked = new URLSearchParams();
  for (const name of ["text", "level", "state", "source"]) {
    const value = params.get(name);
    if (value !== null && value !== "") asked.set(name, value);
  }
  const href = (change: Readonly<Record<string, string | null>>) => `/rules${changedSearch(search, change)}`;
  return { asked, open: params.get("rule"), href };
}

function Row({ rule, selected }: { readonly rule: ListedRule; readonly selected: boolean }) {
  const { href } = useRuleFilters();
  return (
    <Link
      href={href({ rule: rule.key })}
      className="warning-row rule-row"
      data-off={!rule.isOn}
      aria-current={selected ? "true" : undefined}
    >
      <LevelSign level={rule.level} />
      <span className="warning-sentence">
        <span className="hidden-text">{levelWords[rule.level]}. </span>
        {rule.title}
      </span>
      <span className="warning-meta">
        <span className="state-word" data-on={rule.isOn}>
          {rule.isOn ? "On" : "Off"}
        </span>
        <span>
          {ruleKindWords[rule.kind]}, {rule.source}
        </span>
        {rule.why !== "policy" && <span>{whyWords(rule)}</span>}
        {rule.detected !== null && (
          <span>
            found {rule.detected.count.toLocaleString("en")} in 30 days, the last{" "}
            <When us={rule.detected.lastUs} />
          </span>
        )}
        {rule.exceptions > 0 && <span>{plural(rule.exceptions, "exception", "exceptions")}</span>}
        {rule.techniques.length > 0 && <span className="mono">{rule.techniques.slice(0, 3).join(" ")}</span>}
      </span>
    </Link>
  );
}

function Filters() {
  const { asked, href } = useRuleFilters();
  const [, go] = useLocation();
  const [text, setText] = useState(asked.get("text") ?? "");
  const sources = useQuery({
    queryKey: ["rules", "sources"],
    queryFn: () => get<{ rows: readonly RuleSourceRow[] }>("/rules/sources"),
  });
  const names = ["built in", ...(sources.data?.rows.map(({ name }) => name) ?? [])];
  const chosen = (name: string) => asked.get(name) ?? "";
  return (
    <form
      className="filter-form"
      aria-label="Find rules"
      onSubmit={(event) => {
        event.preventDefault();
        go(href({ text: text.trim() }));
      }}
    >
      <TextInput
        label="Title or id"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => text.trim() !== chosen("text") && go(href({ text: text.trim() }))}
      />
      <NativeSelect
        label="State"
        value={chosen("state")}
        onChange={(event) => go(href({ state: event.currentTarget.value }))}
        data={[
          { value: "", label: "On and off" },
          { value: "on", label: "On" },
          { value: "off", label: "Off" },
        ]}
      />
      <NativeSelect
        label="Level"
        value={chosen("level")}
        onChange={(event) => go(href({ level: event.currentTarget.value }))}
        data={[
          { value: "", label: "Any" },
          ...[...detectionLevels].reverse().map((level) => ({ value: level, label: levelWords[level] })),
        ]}
      />
      <NativeSelect
        label="Source"
        value={chosen("source")}
        onChange={(event) => go(href({ source: event.currentTarget.value }))}
        data={[{ value: "", label: "All" }, ...names.map((name) => ({ value: name, label: name }))]}
      />
      <Button type="submit" variant="default">
        Find
      </Button>
    </form>
  );
}

function Nothing() {
  return (
    <div className="card empty">
      <h2>No rule meets this</h2>
      <p className="quiet">
        <Link href="/rules">Show all rules</Link>, or <Link href="/rules/sources">take rules of others</Link>.
      </p>
    </div>
  );
}

export function RuleListPart() {
  const { asked, open, href } = useRuleFilters();
  const [, go] = useLocation();
  const query = useInfiniteQuery({
    queryKey: ["rules", "list", asked.toString()],
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const params = new URLSearchParams([...asked, ["limit", String(pageRows)]]);
      if (pageParam !== "") params.set("after", pageParam);
      return get<RulePage>(`/rules?${params}`);
    },
    getNextPageParam: (last) => last.next,
  });
  const pages = query.data?.pages ?? [];
  const rows = pages.flatMap((page) => page.rows);
  const first = pages[0];
  useKeys({ escape: () => open !== null && go(href({ rule: null })) });
  return (
    <div className="queue-layout" data-open={open !== null}>
      <div className="queue">
        <Filters />
        {first !== undefined && (
          <p className="quiet small" role="status" style={{ marginBottom: 12 }}>
            {plural(first.total, "rule", "rules")}, {first.on.toLocaleString("en")} of them on.{" "}
            {first.refused > 0 && (
              <Link href="/rules/refused">{plural(first.refused, "was refused", "were refused")}</Link>
            )}
          </p>
        )}
        {query.isPending && <Waiting what="rules" />}
        {query.error !== null && <Fault fault={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && rows.length === 0 && <Nothing />}
        {rows.length > 0 && (
          <section className="group" aria-label="Rules found">
            <ul className="card">
              {rows.map((rule) => (
                <li key={rule.key}>
                  <Row rule={rule} selected={rule.key === open} />
                </li>
              ))}
            </ul>
          </section>
        )}
        {query.hasNextPage && (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show more
          </Button>
        )}
      </div>
      {open !== null && <RulePanel key={open} ruleKey={open} closeHref={href({ rule: null })} />}
    </div>
  );
}

/**
 * Answering a warning: one press, shown at once, sent after five seconds unless undone. Closing takes a reason,
 * so that a year later somebody knows why.
 */
import { Button, Menu } from "@mantine/core";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import type { Page, Warning, WarningRow } from "../../api/types.js";
import { type CloseReason, closeReasons, type ReactionKind } from "../../model/index.js";
import { faultWords, post } from "../ask.js";
import { useNotices } from "../notices.js";
import { reactionWords } from "../parts/labels.js";
import { useSession } from "../session.js";

const closeWords: Readonly<Record<CloseReason, string>> = {
  duplicate: "Duplicate of another warning",
  "false alarm": "False alarm",
  "true and handled": "True, and handled",
  expected: "Expected: we know of it",
  "not about us": "Not about us",
};

/** Changes a warning wherever the console holds it, and answers how to put it back. */
function useOptimistic(id: string) {
  const client = useQueryClient();
  return (change: (row: WarningRow) => Partial<WarningRow>): (() => void) => {
    const apply = <Row extends WarningRow>(row: Row): Row =>
      row.id === id ? { ...row, ...change(row) } : row;
    client.setQueryData<Warning>(["warning", id], (old) => (old === undefined ? old : apply(old)));
    client.setQueriesData<InfiniteData<Page<WarningRow>>>({ queryKey: ["warnings"] }, (old) =>
      old === undefined
        ? old
        : { ...old, pages: old.pages.map((page) => ({ ...page, rows: page.rows.map(apply) })) },
    );
    return () => {
      for (const key of ["warning", "warnings", "now"]) void client.invalidateQueries({ queryKey: [key] });
    };
  };
}

function useAnswers(warning: Warning) {
  const notices = useNotices();
  const { person } = useSession();
  const optimistic = useOptimistic(warning.id);
  const send = (path: string, body: unknown, refresh: () => void) => () =>
    void post(`/warnings/${encodeURIComponent(warning.id)}/${path}`, body)
      .catch((fault: unknown) =>
        notices.say(`Not kept: ${faultWords(fault).title}. ${faultWords(fault).hint}`),
      )
      .finally(refresh);
  return {
    react(kind: ReactionKind) {
      const refresh = optimistic((row) => ({
        reactions: [...row.reactions, { kind, person: person.name, note: "", atUs: Date.now() * 1000 }],
      }));
      notices.later(
        `“${reactionWords[kind].button}” is on its way`,
        send("reactions", { kind }, refresh),
        refresh,
      );
    },
    close(reason: CloseReason) {
      const refresh = optimistic(() => ({ state: "closed", closeReason: reason }));
      notices.later(`Closed as ${reason}`, send("close", { reason }, refresh), refresh);
    },
  };
}

export function Answering({ warning }: { readonly warning: Warning }) {
  const { person } = useSession();
  const answers = useAnswers(warning);
  if (person.role === "viewer" || person.role === "auditor" || warning.state === "closed") return null;
  const last = warning.reactions.at(-1)?.kind;
  return (
    <div className="row no-print">
      {(Object.keys(reactionWords) as ReactionKind[]).map((kind, at) => (
        <Button
          key={kind}
          variant={at === 0 && last === undefined ? "filled" : "default"}
          aria-pressed={last === kind}
          onClick={() => answers.react(kind)}
        >
          {last === kind && <span aria-hidden="true">✓&nbsp;</span>}
          {reactionWords[kind].button}
        </Button>
      ))}
      <Menu position="bottom-start" shadow="md" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="subtle">Close …</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Why is it done with?</Menu.Label>
          {closeReasons.map((reason) => (
            <Menu.Item key={reason} onClick={() => answers.close(reason)}>
              {closeWords[reason]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

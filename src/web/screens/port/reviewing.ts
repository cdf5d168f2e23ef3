/** Answering for a machine or a relation: shown at once, sent after five seconds unless undone. Never an alarm. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ReviewState } from "../../../model/index.js";
import { faultWords, post } from "../../ask.js";
import { useNotices } from "../../notices.js";

const said: Readonly<Record<ReviewState, string>> = {
  confirmed: "confirmed",
  "not expected": "not expected",
  new: "a question again",
};

export function useReviewing(what: "assets" | "relations") {
  const client = useQueryClient();
  const notices = useNotices();
  /** What was answered here, before the center says so. */
  const [given, setGiven] = useState<ReadonlyMap<string, ReviewState>>(new Map());
  const forget = (id: string) => setGiven((all) => new Map([...all].filter(([other]) => other !== id)));
  const review = (id: string, name: string, state: ReviewState, note: string) => {
    setGiven((all) => new Map(all).set(id, state));
    notices.later(
      `${name}: ${said[state]}`,
      () =>
        void post(`/${what}/${encodeURIComponent(id)}/review`, { state, note })
          .catch((fault: unknown) =>
            notices.say(`Not kept: ${faultWords(fault).title}. ${faultWords(fault).hint}`),
          )
          .then(() => client.invalidateQueries({ queryKey: ["port"] }))
          .finally(() => forget(id)),
      () => forget(id),
    );
  };
  return { given, review };
}

/** A detection as a row: what it is called, whom it is about, how often and when. The whole row opens. */
import { Link } from "wouter";
import { LevelSign, levelWords } from "../../parts/level.js";
import { WhenSpan } from "../../parts/when.js";
import { useIsCenter } from "../../session.js";
import { useDetectionFilters } from "./detection-filters.js";
import { howOften, targetednessWords } from "./detection-words.js";
import type { FoldedDetection } from "./fold-detections.js";

export function DetectionRowLink(props: { readonly folded: FoldedDetection; readonly selected: boolean }) {
  const { row, ids, count, firstUs, lastUs } = props.folded;
  const { href } = useDetectionFilters();
  const center = useIsCenter();
  const { targetedness } = row;
  return (
    <Link
      href={href({}).replace("/detections", `/detections/${row.id}`)}
      className="warning-row"
      data-detection={row.id}
      aria-current={props.selected ? "true" : undefined}
    >
      <LevelSign level={row.rule.level} />
      <span className="warning-sentence">
        <span className="hidden-text">{levelWords[row.rule.level]}. </span>
        {row.rule.title}
      </span>
      <span className="warning-meta">
        {row.subject !== null && <span className="mono">{row.subject.value}</span>}
        {row.about !== "" && <span>{row.about}</span>}
        {center && <span>at {row.memberName}</span>}
        <span>{howOften(count, row.rule.kind)}</span>
        <WhenSpan firstUs={firstUs} lastUs={lastUs} />
        {ids.length > 1 && <span>told in {ids.length} windows of ten minutes</span>}
        {targetedness !== "unknown" && (
          <span className="reaction-chip" title={targetednessWords[targetedness].means}>
            <span className="hidden-text">After </span>
            {targetednessWords[targetedness].word}
          </span>
        )}
        {row.mark !== null && <span>sample</span>}
      </span>
    </Link>
  );
}

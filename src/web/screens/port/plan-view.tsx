/**
 * The plan of the port as one drawing: no tiles, nothing asked of anybody. It is moved and scaled by buttons, by a finger,
 * by two, and by the mouse; marks and words keep their size on the screen. The table below it says the same in words.
 */
import { type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { Link } from "wouter";
import type { PlanFeature } from "../../../model/index.js";
import { CraneShape } from "./crane-mark.js";
import { craneState, stateWords } from "./crane-state.js";
import type { PlacedCrane } from "./plan-cranes.js";
import { type Projection, pathOf, placeOf, projectionOf } from "./plan-projection.js";
import { moved, scaled, type View, wholeView } from "./plan-window.js";

/** Of words of 12 pixels, about. */
const letterPx = 6.6;

/** Features have no id, and a plan may have two of one name: each is known by its place, which stays while the plan does. */
const keyed = <Item,>(items: readonly Item[]) => items.map((item, at) => ({ key: String(at), item }));

function Ground({
  features,
  projection,
}: {
  readonly features: readonly PlanFeature[];
  readonly projection: Projection;
}) {
  return (
    <g className="plan-ground">
      {keyed(features).map(({ key, item: { properties, geometry } }) => {
        const path = pathOf(geometry, projection);
        return path === "" ? null : <path key={key} d={path} data-kind={properties.kind} />;
      })}
    </g>
  );
}

/** Names of what is no crane, where there is room for them. */
function Names(props: {
  readonly features: readonly PlanFeature[];
  readonly projection: Projection;
  /** Units of the drawing in a pixel of the screen. */
  readonly unit: number;
}) {
  const { features, projection, unit } = props;
  return (
    <g className="plan-names" fontSize={12 * unit}>
      {keyed(features).map(({ key, item: { properties, geometry } }) => {
        const { kind, name } = properties;
        const { x, y, width, height } = placeOf(geometry, projection);
        const isPoint = geometry.type === "Point";
        const words = kind === "berth" ? `Berth ${name}` : name;
        if (name === "" || kind === "rail" || (isPoint && unit > 1.6)) return null;
        if (!isPoint && (words.length * letterPx * unit > width || width / unit < 40)) return null;
        // Cranes stand at the water's edge of a terminal: its name keeps away from theirs.
        const above = kind === "terminal" ? height * 0.12 : 0;
        const below = kind === "berth" ? 18 : isPoint ? -10 : 0;
        return (
          <g key={key}>
            {isPoint && (
              <rect x={x - 4 * unit} y={y - 4 * unit} width={8 * unit} height={8 * unit} data-kind={kind} />
            )}
            <text x={x} y={y + below * unit - above} textAnchor="middle" data-kind={kind}>
              {words}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function CraneMark(props: {
  readonly crane: PlacedCrane;
  readonly projection: Projection;
  readonly unit: number;
  readonly nowUs: number;
  readonly isOpen: boolean;
  readonly href: (craneId: string) => string;
}) {
  const { crane, projection, unit, nowUs, isOpen, href } = props;
  const { feature, row } = crane;
  const { x, y } = placeOf(feature.geometry, projection);
  const name = row?.crane.name ?? feature.properties.name;
  const state = row === null ? null : craneState(row, nowUs);
  const drawn = (
    <>
      <circle r="18" className="crane-target" />
      {isOpen && <circle r="17" className="crane-open" />}
      <g transform="scale(1.25)">
        <CraneShape state={state} />
      </g>
      {name !== "" && (
        <text y="-19" textAnchor="middle" fontSize="13" className="crane-name">
          {name}
        </text>
      )}
    </>
  );
  return (
    <g transform={`translate(${x} ${y}) scale(${unit})`}>
      {row === null || state === null ? (
        <g className="crane-unknown">
          <title>{name === "" ? "A crane of another terminal" : `${name}: on no list`}</title>
          {drawn}
        </g>
      ) : (
        <Link
          href={href(row.crane.id)}
          className="crane-link"
          aria-label={`${name}: ${stateWords[state].word}, ${stateWords[state].means}`}
          aria-current={isOpen ? "true" : undefined}
        >
          <title>{`${name}: ${stateWords[state].means}`}</title>
          {drawn}
        </Link>
      )}
    </g>
  );
}

/** Pointers that are down: one moves the plan, two scale it. A touch that goes nowhere is a press on a mark. */
function usePointers(change: (by: (view: View) => View) => void, unit: number) {
  const down = useRef(new Map<number, { readonly x: number; readonly y: number }>());
  const carried = useRef(0);
  const apart = () => {
    const [a, b] = [...down.current.values()];
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
  };
  const at = ({ clientX, clientY }: PointerEvent) => ({ x: clientX, y: clientY });
  return {
    onPointerDown(event: PointerEvent) {
      if (down.current.size === 0) carried.current = 0;
      down.current.set(event.pointerId, at(event));
    },
    onPointerMove(event: PointerEvent) {
      const before = down.current.get(event.pointerId);
      if (before === undefined) return;
      const now = at(event);
      const was = apart();
      down.current.set(event.pointerId, now);
      carried.current += Math.hypot(now.x - before.x, now.y - before.y);
      // Worked out now: when the change is made, the fingers may be gone.
      const by = was > 0 ? apart() / was : 1;
      if (was > 0) change((view) => scaled(view, by));
      else if (carried.current > 4)
        change((view) => moved(view, (before.x - now.x) * unit, (before.y - now.y) * unit));
    },
    onPointerUp: (event: PointerEvent) => void down.current.delete(event.pointerId),
    onPointerCancel: (event: PointerEvent) => void down.current.delete(event.pointerId),
    onPointerLeave: (event: PointerEvent) => void down.current.delete(event.pointerId),
    /** Where the plan was moved, what lay under the hand is not opened. */
    onClickCapture(event: { preventDefault(): void; stopPropagation(): void }) {
      if (carried.current <= 4) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

const buttons = [
  { name: "Larger", sign: "+", change: (view: View) => scaled(view, 1.5) },
  { name: "Smaller", sign: "−", change: (view: View) => scaled(view, 1 / 1.5) },
  { name: "To the left", sign: "←", change: (view: View) => moved(view, -view.width / 5, 0) },
  { name: "To the right", sign: "→", change: (view: View) => moved(view, view.width / 5, 0) },
  { name: "Up", sign: "↑", change: (view: View) => moved(view, 0, -view.height / 5) },
  { name: "Down", sign: "↓", change: (view: View) => moved(view, 0, view.height / 5) },
] as const;

export function PlanView(props: {
  readonly features: readonly PlanFeature[];
  readonly cranes: readonly PlacedCrane[];
  readonly nowUs: number;
  readonly openId: string | null;
  readonly href: (craneId: string) => string;
}) {
  const { features, cranes, nowUs, openId, href } = props;
  const projection = useMemo(() => projectionOf(features), [features]);
  const [view, setView] = useState<View>(() => wholeView(projection.width, projection.height));
  useEffect(() => setView(wholeView(projection.width, projection.height)), [projection]);
  const drawing = useRef<SVGSVGElement>(null);
  const [widthPx, setWidthPx] = useState(800);
  useEffect(() => {
    if (drawing.current === null) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidthPx(entry.contentRect.width);
    });
    watch.observe(drawing.current);
    return () => watch.disconnect();
  }, []);
  const unit = view.width / widthPx;
  const pointers = usePointers(setView, unit);
  const others = features.filter(({ properties }) => properties.kind !== "crane");
  const isWhole = view.width === view.of.width;
  return (
    <figure className="plan" aria-label="Plan of the port">
      <fieldset className="plan-buttons" aria-label="Move and scale the plan">
        {buttons.map(({ name, sign, change }) => (
          <button key={name} type="button" aria-label={name} title={name} onClick={() => setView(change)}>
            {sign}
          </button>
        ))}
        <button
          type="button"
          disabled={isWhole}
          onClick={() => setView(wholeView(projection.width, projection.height))}
        >
          Whole plan
        </button>
      </fieldset>
      <svg
        ref={drawing}
        viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
        className="plan-drawing"
        data-whole={isWhole}
        {...pointers}
      >
        <title>Plan of the port, each crane a link to its card</title>
        <Ground features={others} projection={projection} />
        <Names features={others} projection={projection} unit={unit} />
        {keyed(cranes).map(({ key, item: crane }) => (
          <CraneMark
            key={key}
            {...{ crane, projection, unit, nowUs, href }}
            isOpen={crane.row !== null && crane.row.crane.id === openId}
          />
        ))}
      </svg>
    </figure>
  );
}

/** The part of the plan that is in sight: a window on a drawing, scaled up to sixteen times, never beside it. Pure. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The whole drawing. */
  readonly of: { readonly width: number; readonly height: number };
}

const scaleMax = 16;

export const wholeView = (width: number, height: number): View => ({
  x: 0,
  y: 0,
  width,
  height,
  of: { width, height },
});

const within = (value: number, most: number): number => Math.min(Math.max(0, value), Math.max(0, most));

export const moved = (view: View, byX: number, byY: number): View => ({
  ...view,
  x: within(view.x + byX, view.of.width - view.width),
  y: within(view.y + byY, view.of.height - view.height),
});

/** About the middle of what is in sight; `by` above 1 makes it larger. */
export function scaled(view: View, by: number): View {
  const times = Math.min(scaleMax, Math.max(1, (view.of.width / view.width) * by));
  const width = view.of.width / times;
  const height = view.of.height / times;
  const turned = { ...view, width, height };
  return moved(turned, (view.width - width) / 2, (view.height - height) / 2);
}

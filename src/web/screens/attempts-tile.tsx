/** A line on *Now*: how often somebody tried to get in, and how much of that is what everybody meets. */
import { Link } from "wouter";
import { ofWhich, useAttempts } from "./detections/attempts.js";

export function AttemptsTile() {
  const sums = useAttempts().data;
  // Nothing is said before anything was told of: what is missing then stands in the first steps.
  if (sums === undefined || sums.attempts === 0) return null;
  return (
    <section className="card" aria-labelledby="tried-title">
      <div className="card-head">
        <h2 id="tried-title">Attempts in the last 30 days</h2>
        <Link href="/detections">More</Link>
      </div>
      <p className="card-body tried">
        <strong>{sums.attempts.toLocaleString("en")}</strong>
        <span className="quiet small">{ofWhich(sums)}</span>
      </p>
    </section>
  );
}

/** Parts of a whole, each with its figure and a bar as long as its share. */
export interface Share {
  readonly name: string;
  readonly count: number;
  readonly note?: string;
}

export function ShareList({ shares, label }: { readonly shares: readonly Share[]; readonly label: string }) {
  const top = Math.max(1, ...shares.map(({ count }) => count));
  return (
    <ul className="shares" aria-label={label}>
      {shares.map(({ name, count, note }) => (
        <li key={name}>
          <span>
            {name} {note !== undefined && <span className="quiet small">{note}</span>}
          </span>
          <span className="numbers">{count.toLocaleString("en")}</span>
          <span className="bar" aria-hidden="true">
            <i style={{ width: `${(count / top) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}

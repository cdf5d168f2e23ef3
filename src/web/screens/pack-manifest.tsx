/** What is in a pack, and the fingerprint that people compare. */
import type { PackMade } from "../../api/types.js";

/** In groups of four, as it is read out on the telephone. */
export const spelledOut = (fingerprint: string): string => fingerprint.replace(/(.{4})(?=.)/g, "$1 ");

export function PackManifest({ manifest }: { readonly manifest: PackMade["manifest"] }) {
  const { center, created, parts, fingerprint } = manifest;
  return (
    <>
      <dl className="facts">
        <dt>Center</dt>
        <dd>{center ?? <span className="quiet">not named on it</span>}</dd>
        <dt>Made</dt>
        <dd>{created.slice(0, 16).replace("T", " ")} UTC</dd>
        <dt>Fingerprint</dt>
        <dd className="mono" style={{ overflowWrap: "anywhere" }}>
          {spelledOut(fingerprint)}
        </dd>
      </dl>
      <table className="plain stacked">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Entries</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ id, title, entries }) => (
            <tr key={id}>
              <td>
                {title ?? <span className="quiet">{id}: not known to this version, and passed over</span>}
              </td>
              <td>
                {entries} {entries === 1 ? "entry" : "entries"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

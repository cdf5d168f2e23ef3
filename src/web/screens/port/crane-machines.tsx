/** A crane's machines by role: what each is, whether the list and what is heard agree, and when it was last heard. */
import { Value } from "../../parts/value.js";
import { When } from "../../parts/when.js";
import type { Machine } from "./machines-of-crane.js";
import { roleNames } from "./port-words.js";

function LastHeard({
  machine,
  silentSinceUs,
}: {
  readonly machine: Machine;
  readonly silentSinceUs: number;
}) {
  if (machine.lastUs === null) return <strong>never heard</strong>;
  return (
    <>
      <When us={machine.lastUs} />
      {machine.lastUs < silentSinceUs && <div className="quiet small">not in the last hour</div>}
    </>
  );
}

export function CraneMachines(props: {
  readonly machines: readonly Machine[];
  readonly silentSinceUs: number;
}) {
  if (props.machines.length === 0)
    return (
      <p className="quiet">
        None is listed for this crane, and none was heard. Give its machines this crane in the list of
        machines.
      </p>
    );
  return (
    <div className="table-wrap">
      <table className="plain stacked">
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">Machine</th>
            <th scope="col">Product, firmware</th>
            <th scope="col">Last heard</th>
          </tr>
        </thead>
        <tbody>
          {props.machines.map((machine) => (
            <tr key={machine.key}>
              <td>
                {roleNames[machine.role]}
                {machine.isCritical && <div className="quiet small">critical</div>}
              </td>
              <td>
                {machine.name !== "" && <div>{machine.name}</div>}
                {machine.addresses.map((address) => (
                  <div key={address}>
                    <Value value={address} />
                  </div>
                ))}
                {!machine.isListed && <strong className="small">on no list</strong>}
                {machine.review === "not expected" && <strong className="small"> not expected</strong>}
              </td>
              <td>
                {machine.product}
                <div className="quiet small">
                  {machine.firmware === "" ? "firmware not known" : `firmware ${machine.firmware}`}
                </div>
                {machine.firmwareHeard !== "" && (
                  <strong className="small">but it says {machine.firmwareHeard}</strong>
                )}
              </td>
              <td>
                <LastHeard machine={machine} silentSinceUs={props.silentSinceUs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Exceptions with what they accept, why, who answers for it, and their end; an operator removes one. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import type { MemberRow, RuleExceptionRow } from "../../../api/types.js";
import { get, post } from "../../ask.js";
import { dayInWords } from "../../parts/day.js";
import { Fault } from "../../parts/fault.js";
import { Sure } from "../../parts/sure.js";
import { rulePath } from "./rule-words.js";

/** Names of members by id; the center's people only, who may read them all. */
export function useMemberNames(): (memberId: string) => string {
  const members = useQuery({
    queryKey: ["members"],
    queryFn: () => get<{ rows: readonly MemberRow[] }>("/members"),
  });
  return (memberId) =>
    members.data === undefined
      ? "…"
      : (members.data.rows.find(({ id }) => id === memberId)?.name ?? "a member that is gone");
}

function Row(props: {
  readonly exception: RuleExceptionRow;
  readonly isRuleShown: boolean;
  readonly nameOf: (memberId: string) => string;
  readonly remove: (() => void) | null;
}) {
  const { exception, isRuleShown, nameOf, remove } = props;
  const { field, value, memberId, expiresUs } = exception;
  const isOver = expiresUs <= Date.now() * 1000;
  return (
    <tr>
      <td>
        {isRuleShown && (
          <div>
            <Link href={rulePath(exception.rule)}>{exception.rule}</Link>
          </div>
        )}
        {field === null ? (
          "whatever it finds"
        ) : (
          <span>
            {field} is <span className="mono">{value}</span>
          </span>
        )}
        <div className="quiet small">{memberId === null ? "at all members" : `at ${nameOf(memberId)}`}</div>
      </td>
      <td>{exception.reason}</td>
      <td>{exception.owner}</td>
      <td>
        {isOver ? <strong>ended</strong> : <span className="quiet">until</span>} {dayInWords(expiresUs - 1)}
      </td>
      {remove !== null && (
        <td>
          <Sure
            what="Remove"
            whom={`the exception from ${exception.rule}`}
            follows={isOver ? "It has ended; only this line goes." : "What it kept quiet is told again."}
            act={remove}
          />
        </td>
      )}
    </tr>
  );
}

export function ExceptionTable(props: {
  readonly exceptions: readonly RuleExceptionRow[];
  readonly writes: boolean;
  readonly isRuleShown?: boolean;
}) {
  const { exceptions, writes, isRuleShown = false } = props;
  const client = useQueryClient();
  const nameOf = useMemberNames();
  const remove = useMutation({
    mutationFn: (exception: string) => post("/rules/exceptions/remove", { exception }),
    onSettled: () => void client.invalidateQueries({ queryKey: ["rules"] }),
  });
  return (
    <>
      {remove.error !== null && <Fault fault={remove.error} />}
      <table className="plain stacked">
        <thead>
          <tr>
            <th scope="col">Accepted</th>
            <th scope="col">Why</th>
            <th scope="col">Who answers for it</th>
            <th scope="col">Until</th>
            {writes && (
              <th scope="col">
                <span className="hidden-text">Remove</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {exceptions.map((exception) => (
            <Row
              key={exception.id}
              exception={exception}
              isRuleShown={isRuleShown}
              nameOf={nameOf}
              remove={writes ? () => remove.mutate(exception.id) : null}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

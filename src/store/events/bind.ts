/**
 * Binds values to `{name:Type}` for chDB. The engine's own binding sets parameters for the whole process, one query
 * at a time, so a person's slow query would hold up every search; two at once can even abort the engine. So
 * a value travels here as hexadecimal digits inside `unhex('…')`, or as decimal digits: whatever it holds, it
 * can't end the literal it stands in.
 */
import { assert } from "../../base/index.js";
import type { Parameters } from "./search-sql.js";

/** Names and types as we write them: `String`, `UInt64`, `DateTime64(6, 'UTC')`. */
const placeholder = /\{([A-Za-z_][A-Za-z0-9_]*):([A-Za-z0-9(), ']+)\}/g;
const wholeNumber = /^(U?Int(8|16|32|64))$/;

/** For SQL text of our own, where every brace is a placeholder. */
export function bind(sql: string, parameters: Parameters): string {
  return sql.replace(placeholder, (_all, name: string, type: string) => {
    const literal = bindOne(name, type, parameters);
    assert(literal !== null, `the parameter ${name} has a value of type ${type}`);
    return literal;
  });
}

/** The literal of one parameter; null where there is no such parameter, or its value is not of this type. */
export function bindOne(name: string, type: string, parameters: Parameters): string | null {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (value === undefined) return null;
  const text = String(value);
  if (wholeNumber.test(type)) return /^-?[0-9]{1,20}$/.test(text) ? `to${type}(${text})` : null;
  const literal = `unhex('${Buffer.from(text, "utf8").toString("hex")}')`;
  return type === "String" ? literal : `CAST(${literal} AS ${type})`;
}

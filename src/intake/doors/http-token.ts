/**
 * The token in an `Authorization` header, in whichever way a shipper can send one: `Bearer T`, `Splunk T`, `ApiKey`
 * (Elasticsearch: Base64 of `id:T`; the id is not looked at), and `Basic` with the token as password.
 */

const tokenShape = /^[\x21-\x7e]{1,512}$/;

const shaped = (text: string): string | null => (tokenShape.test(text) ? text : null);

/** What follows the first colon of Base64 text; null where there is none. */
function secondHalf(base64: string): string | null {
  if (!/^[A-Za-z0-9+/_-]{1,2048}={0,2}$/.test(base64)) return null;
  const text = Buffer.from(base64, "base64").toString("latin1");
  const colon = text.indexOf(":");
  return colon < 0 ? null : shaped(text.slice(colon + 1));
}

/** The token; null where there is none, or none that can be read. */
export function tokenIn(authorization: string): string | null {
  const match = /^(Bearer|Splunk|ApiKey|Basic) +(\S{1,2100}) *$/i.exec(authorization);
  if (match === null) return null;
  const [, scheme, value] = match as unknown as [string, string, string];
  if (/^(?:bearer|splunk)$/i.test(scheme)) return shaped(value);
  return secondHalf(value) ?? (/^apikey$/i.test(scheme) ? shaped(value) : null);
}

/**
 * The answers of Splunk's HTTP Event Collector, as its clients know them.
 * https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector
 */
const codes = {
  success: [200, 0, "Success"],
  "token-required": [401, 2, "Token is required"],
  "authorization-invalid": [401, 3, "Invalid authorization"],
  "token-invalid": [403, 4, "Invalid token"],
  "no-data": [400, 5, "No data"],
  "invalid-format": [400, 6, "Invalid data format"],
  "internal-error": [500, 8, "Internal server error"],
  "server-busy": [503, 9, "Server is busy"],
  "channel-missing": [400, 10, "Data channel is missing"],
  "channel-invalid": [400, 11, "Invalid data channel"],
  "event-required": [400, 12, "Event field is required"],
  "event-blank": [400, 13, "Event field cannot be blank"],
  "fields-invalid": [400, 15, "Error in handling indexed fields"],
  "query-token": [400, 16, "Query string authorization is not enabled"],
  healthy: [200, 17, "HEC is healthy"],
  "queues-full": [503, 18, "HEC is unhealthy, queues are full"],
} as const satisfies Record<string, readonly [status: number, code: number, text: string]>;

export type HecCode = keyof typeof codes;

export function hecAnswer(
  name: HecCode,
  more: Readonly<Record<string, number>> = {},
): { readonly status: number; readonly body: string } {
  const [status, code, text] = codes[name];
  return { status, body: JSON.stringify({ text, code, ...more }) };
}

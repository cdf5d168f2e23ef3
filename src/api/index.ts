/** HTTP: actions, live stream, OpenAPI, metrics, and the console's files. */
export type { Action, Caller } from "./action.js";
export { actions } from "./actions/index.js";
export { callAction, nobody, runAction } from "./calling.js";
export type {
  Center,
  DemoState,
  DoorFigures,
  LiveCounts,
  LiveKind,
  OutgoingMail,
  ReportMailFigures,
  SourceHealth,
} from "./center.js";
export type { ImportState } from "./import-shape.js";
export { openApiDocument } from "./openapi.js";
export { apiProblem } from "./problems.js";
export { openServer, type RawHandler, type Server, type ServerOptions } from "./server.js";
export { type ApiSettings, apiSettings } from "./settings.js";

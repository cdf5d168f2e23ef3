/** Observables out of prose, mail, PDF, HTML and office documents. */
export { extract } from "./extract.js";
export type {
  ExtractedKind,
  ExtractedObservable,
  Extraction,
  ExtractionInput,
  ExtractionOptions,
} from "./extraction.js";
export { inputBytesMax as reportBytesMax } from "./limits.js";
export { type ReportMail, readReportMail } from "./read-report-mail.js";
export { mediaTypeOf } from "./reading/media-type.js";

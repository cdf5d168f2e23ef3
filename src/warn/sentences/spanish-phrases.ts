/**
 * The phrases that warnings share in Spanish. `equipo` is any computer; a value stands as it is, and its noun brings the
 * article. Times are absolute and in UTC, as in English: a stored sentence can't know when it is read.
 */
import type { Observable } from "../../model/index.js";
import type { CountStep } from "../../share/index.js";
import { capital, isTechnique, shortValue } from "../wording.js";

const numbers = "ningún,un,dos,tres,cuatro,cinco,seis,siete,ocho,nueve,diez".split(",");
const months =
  "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre".split(",");

export const number = (count: number): string => numbers[count] ?? count.toLocaleString("es-ES");

export const times = (count: number): string => (count === 1 ? "una vez" : `${number(count)} veces`);

/** `y`, and `e` before its own sound. */
const and = (next: string): string => (/^h?i(?![aeou])/i.test(next) ? "e" : "y");

export function list(items: readonly string[], shown = 3): string {
  const all =
    items.length > shown ? [...items.slice(0, shown), `${number(items.length - shown)} más`] : [...items];
  const last = all.pop() ?? "";
  return all.length === 0 ? last : `${all.join(", ")} ${and(last)} ${last}`;
}

interface Moment {
  /** `22 de noviembre de 2026` */
  readonly day: string;
  /** `10:04` */
  readonly clock: string;
}

function momentOf(us: number): Moment | null {
  const date = new Date(Math.floor(us / 1000));
  if (Number.isNaN(date.getTime())) return null;
  const day = `${date.getUTCDate()} de ${months[date.getUTCMonth()]} de ${date.getUTCFullYear()}`;
  return { day, clock: date.toISOString().slice(11, 16) };
}

const unknownTime = "en un momento desconocido";

export function time(us: number): string {
  const moment = momentOf(us);
  return moment === null ? unknownTime : `${moment.day}, ${moment.clock} UTC`;
}

/** `el 22 de noviembre de 2026, 10:04 UTC`, or `entre …`; within one day the day is said once. */
export function span(firstUs: number, lastUs: number): string {
  const [first, last] = [momentOf(firstUs), momentOf(lastUs)];
  if (first === null || last === null) return unknownTime;
  if (first.day !== last.day)
    return `entre el ${first.day}, ${first.clock} UTC, y el ${last.day}, ${last.clock} UTC`;
  return first.clock === last.clock
    ? `el ${first.day}, ${first.clock} UTC`
    : `el ${first.day} entre las ${first.clock} y las ${last.clock} UTC`;
}

export interface Noun {
  readonly word: string;
  readonly the: "la" | "el";
}

export function nounOf({ type }: Observable): Noun {
  switch (type) {
    case "ipv4":
    case "ipv6":
      return { word: "dirección", the: "la" };
    case "cidr":
      return { word: "red", the: "la" };
    case "domain":
      return { word: "nombre", the: "el" };
    case "url":
      return { word: "dirección web", the: "la" };
    case "email":
      return { word: "dirección de correo", the: "la" };
    case "md5":
    case "sha1":
    case "sha256":
    case "sha512":
      return { word: "archivo", the: "el" };
    case "ja3":
    case "ja3s":
    case "ja4":
      return { word: "huella de conexión", the: "la" };
  }
}

export const others: Readonly<Record<CountStep, string>> = {
  none: "ningún otro miembro",
  one: "otro miembro",
  few: "entre 2 y 4 miembros más",
  many: "5 o más miembros más",
};

export const isOne = (step: CountStep): boolean => step === "one" || step === "none";

export function knownAs(labels: readonly string[]): string {
  if (labels.length === 0) return "hostil";
  const names = labels.filter((label) => !isTechnique(label));
  const techniques = labels.filter(isTechnique).map((label) => `${label.toUpperCase()} (técnica ATT&CK)`);
  return list([...names, ...techniques], 10);
}

/** `Dos fuentes señalan esa dirección como cobalt strike.` */
export function listed(sources: readonly string[], labels: readonly string[], { word, the }: Noun): string {
  const names = labels.filter((label) => !isTechnique(label));
  const as = names.length === 0 ? "hostil" : list(names.map(shortValue));
  const that = `${the === "la" ? "esa" : "ese"} ${word}`;
  if (sources.length === 0) return `${capital(that)} figura como ${as}.`;
  return sources.length === 1
    ? `Una fuente señala ${that} como ${as}.`
    : `${capital(number(sources.length))} fuentes señalan ${that} como ${as}.`;
}

/** Where a value is blocked: a firewall sees addresses, and seldom the names and pages behind them. */
export const blockPlace = ({ type }: Observable): string =>
  type === "domain" || type === "url" ? "en su filtro DNS, proxy o cortafuegos" : "en su cortafuegos";

export const tell = "Pulse «Estamos en ello» (en la consola, “We are on it”) para que el centro lo sepa.";

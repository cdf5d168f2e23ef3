/** Warnings of detections in Spanish. What rules are called stands as it is written in them. */
import type { Observable, Urgency, WarningWords } from "../../model/index.js";
import { capital, shortValue } from "../wording.js";
import { behavioursInSpanish } from "./behaviours-spanish.js";
import type { DetectedFacts, NextInLineFacts } from "./sentences.js";
import { blockPlace, list, nounOf, others as phrase, span, tell, time, times } from "./spanish-phrases.js";

export function detected(facts: DetectedFacts): WarningWords {
  const { rule, subject, machines, count, firstUs, lastUs, fields } = facts;
  const own = behavioursInSpanish[rule.id];
  return {
    sentence: own?.sentence ?? `Una regla de ataques saltó en sus registros: «${shortValue(rule.title)}».`,
    story: [
      `Se ha visto ${times(count)}${by(subject)}${machines.length === 0 ? "" : ` en ${list(machines)}`}, ${span(firstUs, lastUs)}.`,
      ...(own === undefined ? [] : [own.means]),
    ].join(" "),
    facts: [
      { label: "Detectado", value: rule.title },
      ...(subject === null ? [] : [{ label: capital(nounOf(subject).word), value: subject.value }]),
      ...(machines.length === 0 ? [] : [{ label: "Sus equipos", value: list(machines, 10) }]),
      { label: "Veces", value: String(count) },
      { label: "Primera vez", value: time(firstUs) },
      { label: "Última vez", value: time(lastUs) },
      ...Object.entries(fields).map(([label, value]) => ({ label, value: shortValue(value) })),
      ...(rule.techniques.length === 0
        ? []
        : [{ label: "Técnicas de ATT&CK", value: list(rule.techniques, 10) }]),
    ],
    doNow: [
      ...(own?.doNow ?? [
        "Mire los registros de este aviso y averigüe si lo hizo alguien de su empresa o un proveedor.",
        "Si no fue nadie, desconecte el equipo de la red. Si maneja una grúa, una puerta u otra maquinaria, llame antes al centro.",
      ]),
      ...(subject === null || machines.includes(subject.value)
        ? []
        : [`Bloquee ${shortValue(subject.value)} ${blockPlace(subject)}.`]),
      tell,
    ],
  };
}

function by(subject: Observable | null): string {
  if (subject === null) return "";
  const { word, the } = nounOf(subject);
  return ` por ${the} ${word} ${shortValue(subject.value)}`;
}

const deeds: Readonly<Record<Urgency, string>> = {
  low: "Hasta ahora solo ha llamado a la puerta: ningún servicio le envió datos y no entró en ningún sitio.",
  medium: "Algo de lo que probó le respondió.",
  high: "En uno de ellos inició sesión o intentó aprovechar una debilidad.",
  critical: "En uno de ellos inició sesión o intentó aprovechar una debilidad.",
};

export function nextInLine({ subject, others, urgency }: NextInLineFacts): WarningWords {
  const { word, the } = nounOf(subject);
  const value = shortValue(subject.value);
  return {
    sentence:
      urgency === "low"
        ? "Alguien llama a la puerta de los miembros de este puerto, uno tras otro, y hasta ahora no ha entrado en ninguna."
        : "Alguien está probando a los miembros de este puerto uno tras otro; el próximo puede ser usted.",
    story: `${capital(phrase[others])} de este puerto se encontraron con ${the} ${word} ${value} en un día, uno tras otro. ${deeds[urgency]} En su propia telemetría no se ha visto.`,
    facts: [
      { label: capital(word), value: subject.value },
      { label: "Visto por", value: phrase[others] },
    ],
    doNow: [
      `Bloquee ${value} ${blockPlace(subject)}.`,
      `Busque ${value} en sus registros de los últimos siete días.`,
      tell,
    ],
  };
}

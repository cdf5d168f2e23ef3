/**
 * Warnings in Spanish, said to *usted*, for people who are no experts. `equipo` is any computer; a value stands as it
 * is, and its noun brings the article. Times are absolute and in UTC, as in English: a stored sentence can't know when
 * it is read.
 */
import type { Observable, WarningWords } from "../../model/index.js";
import { capital, shortValue } from "../wording.js";
import { advisory, sisterCrane } from "./cranes-spanish.js";
import { detected, nextInLine } from "./detected-spanish.js";
import type {
  AttackServerFacts,
  PeerOwnFacts,
  PeerWarnsFacts,
  SecondMemberFacts,
  Sentences,
} from "./sentences.js";
import {
  blockPlace,
  isOne,
  knownAs,
  list,
  listed,
  nounOf,
  number,
  others,
  span,
  tell,
  time,
  times,
} from "./spanish-phrases.js";

function attackSentence({ machines, isLookUp, isInside }: AttackServerFacts): string {
  const several = machines.length > 1;
  const who = several
    ? `${capital(number(machines.length))} equipos de su empresa`
    : "Un equipo de su empresa";
  if (isLookUp)
    return `${who} ${several ? "han" : "ha"} consultado el nombre de un servidor de ataque conocido.`;
  const server = `un servidor de ataque conocido${isInside ? " dentro de su propia red" : ""}`;
  return `${who} se ${several ? "están" : "está"} comunicando con ${server}.`;
}

function met({ observable, reached }: AttackServerFacts): string {
  if (observable.type !== "cidr") return shortValue(observable.value);
  return reached.length === 0
    ? `la red señalada ${observable.value}`
    : `${list(reached)}, de la red señalada ${observable.value},`;
}

/** The crane comes first: who unplugs before reading on could stop a machine with a load on its hook. */
function attackSteps({ machines, observable }: AttackServerFacts): readonly string[] {
  const several = machines.length > 1;
  const named = list(machines, 10);
  const equipment = "maneja una grúa, una puerta u otra maquinaria, llame antes al centro.";
  const careful =
    machines.length === 0
      ? `Busque el equipo en los registros de este aviso. Si ${equipment}`
      : `Si ${several ? "alguno de " : ""}${named} ${equipment}`;
  return [
    careful,
    `Si no, desconecte ${named === "" ? "el equipo" : named} de la red; no ${several ? "los" : "lo"} apague.`,
    `Bloquee ${shortValue(observable.value)} ${blockPlace(observable)}.`,
    tell,
    `Llame al centro si no encuentra ${several ? "los equipos" : "el equipo"}.`,
  ];
}

function attackServer(facts: AttackServerFacts): WarningWords {
  const { machines, observable, count, firstUs, lastUs, sources, labels } = facts;
  const noun = nounOf(observable);
  const several = machines.length > 1;
  const who = machines.length === 0 ? "uno de sus equipos" : list(machines);
  const looked = several ? "consultaron" : "consultó";
  const verb = facts.isLookUp ? looked : `${several ? "contactaron" : "contactó"} con`;
  const listedLabel = `${noun.word} ${noun.the === "la" ? "señalada" : "señalado"}`;
  return {
    sentence: attackSentence(facts),
    story: [
      `${capital(who)} ${verb} ${met(facts)} ${times(count)} ${span(firstUs, lastUs)}.`,
      listed(sources, labels, noun),
      ...(facts.others === "none"
        ? []
        : [
            `${capital(others[facts.others])} de este puerto lo ${isOne(facts.others) ? "vio" : "vieron"} en un plazo de siete días.`,
          ]),
    ].join(" "),
    facts: [
      { label: several ? "Sus equipos" : "Su equipo", value: list(machines, 10) },
      { label: capital(listedLabel), value: observable.value },
      { label: "Veces", value: String(count) },
      { label: "Primera vez", value: time(firstUs) },
      { label: "Última vez", value: time(lastUs) },
      { label: "Fuentes", value: list(sources, 10) },
      { label: "Conocido como", value: knownAs(labels) },
      { label: "Confianza", value: `${facts.confidence} de 100` },
    ],
    doNow: attackSteps(facts),
  };
}

function secondSteps(observable: Observable, value: string): readonly string[] {
  const { word } = nounOf(observable);
  const bothWays = word === "dirección" || word === "red" ? ", en ambos sentidos" : "";
  const block =
    word === "archivo"
      ? `Haga que su antivirus busque el archivo ${value}.`
      : word === "dirección de correo"
        ? `Bloquee el correo de ${value}.`
        : `Bloquee ${value} ${blockPlace(observable)}${bothWays}.`;
  return [
    block,
    `Busque ${value} en sus registros de los últimos siete días.`,
    "Pulse «Hemos mirado: aquí no» (en la consola, “We looked: not here”) si no encuentra nada, y «Necesito ayuda» (“I need help”) si lo encuentra.",
  ];
}

function secondMember(facts: SecondMemberFacts): WarningWords {
  const { observable, sources, labels, confidence, isAnswered } = facts;
  const noun = nounOf(observable);
  const value = shortValue(observable.value);
  const who = others[facts.others];
  return {
    sentence:
      "Otros miembros de este puerto se han encontrado con el mismo atacante; usted puede ser el siguiente.",
    story: [
      `${capital(who)} de este puerto se ${isOne(facts.others) ? "encontró" : "encontraron"} con ${noun.the} ${noun.word} ${value} en un plazo de siete días.`,
      listed(sources, labels, noun),
      isAnswered
        ? "Al menos un equipo de allí se puso en contacto, lo que puede significar que una intrusión tuvo éxito."
        : "Hasta ahora solo ha llamado desde fuera; no se sabe de ningún equipo de allí que haya respondido.",
      "No se ha visto en su propia telemetría.",
    ].join(" "),
    facts: [
      { label: capital(noun.word), value: observable.value },
      { label: "Encontrado por", value: who },
      { label: "Fuentes", value: list(sources, 10) },
      { label: "Conocido como", value: knownAs(labels) },
      { label: "Confianza", value: `${confidence} de 100` },
    ],
    doNow: secondSteps(observable, value),
  };
}

function peerWarns(facts: PeerWarnsFacts): WarningWords {
  const { observable, ports, reachedOut, machines, count, labels, confidence } = facts;
  const { word, the } = nounOf(observable);
  const value = shortValue(observable.value);
  const named = [...ports].sort();
  const one = the === "la" ? "una" : "un";
  const met = named.length === 1 ? "El puerto" : "Los puertos";
  return {
    sentence: reachedOut
      ? `Un equipo de su empresa contactó con ${one} ${word} de ${the} que avisa otro puerto.`
      : `Otro puerto avisa de ${one} ${word} que llamó a su empresa desde fuera.`,
    story: `${met} ${list(named)} se ${named.length === 1 ? "encontró" : "encontraron"} con ${the} ${word} ${value} en ataques. En su propia telemetría se ha visto ${times(count)}.`,
    facts: [
      { label: capital(word), value: observable.value },
      { label: "Avisa", value: list(named, 10) },
      { label: "Conocido como", value: knownAs(labels) },
      { label: "Sus equipos", value: list(machines, 10) },
      { label: "Confianza", value: `${confidence} de 100` },
    ],
    doNow: [
      ...(reachedOut
        ? [
            "Busque el equipo en los registros de este aviso. Si maneja una grúa, una puerta u otra maquinaria, llame antes al centro.",
          ]
        : []),
      `Bloquee ${value} ${blockPlace(observable)}.`,
      `Busque ${value} en sus registros de los últimos siete días.`,
      tell,
    ],
  };
}

function peerOwn({ observable, port, registered, labels, confidence }: PeerOwnFacts): WarningWords {
  const { word, the } = nounOf(observable);
  const value = shortValue(observable.value);
  return {
    sentence: "Otro puerto avisa de algo que usted registró como propio.",
    story: `El puerto ${port} se encontró con ${the} ${word} ${value} en ataques. Es de su empresa según lo que registró en el centro.`,
    facts: [
      { label: capital(word), value: observable.value },
      { label: "Avisa", value: port },
      { label: "Usted registró", value: list(registered, 10) },
      { label: "Conocido como", value: knownAs(labels) },
      { label: "Confianza", value: `${confidence} de 100` },
    ],
    doNow: [
      `Compruebe si ${value} sigue en sus manos: quién lo usa y qué ha cambiado allí últimamente.`,
      "Si maneja una grúa, una puerta u otra maquinaria, llame al centro antes de desconectar nada.",
      tell,
    ],
  };
}

export const spanish: Sentences = {
  advisory,
  sisterCrane,
  attackServer,
  secondMember,
  peerWarns,
  peerOwn,
  detected,
  nextInLine,
};

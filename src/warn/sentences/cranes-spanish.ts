/** Warnings of what makers and coordinators publish, and of sister cranes, in Spanish; what an advisory says stays as it is. */
import type { MatchReason, WarningWords } from "../../model/index.js";
import { capital, shortValue } from "../wording.js";
import type { AdvisedItem, AdvisoryFacts, SisterCraneFacts } from "./sentences.js";
import { list, number, tell } from "./spanish-phrases.js";

const reasons: Readonly<Record<MatchReason, (item: AdvisedItem) => string>> = {
  "in range": ({ firmware, range }) =>
    `el firmware ${shortValue(firmware)} que usa está en el rango ${shortValue(range)}`,
  "every version": () => "todas sus versiones están afectadas",
  "version unknown": ({ range }) =>
    `el producto coincide, no se conoce su versión; afecta a ${shortValue(range)}`,
  "version not comparable": ({ firmware, range }) =>
    `el producto coincide, y ${shortValue(firmware)} no se puede comparar con ${shortValue(range)}`,
  "range not readable": ({ range }) =>
    `el producto coincide; el rango del propio aviso (${shortValue(range)}) no se puede usar`,
};

const confidences = { exact: "exacto", likely: "probable", possible: "posible" } as const;

export function advisory(facts: AdvisoryFacts): WarningWords {
  const { id, title, publisher, url, items, flaws, score, exploited } = facts;
  const several = items.length > 1;
  const isSure = items.some(({ confidence }) => confidence !== "possible");
  const who = several ? `${capital(number(items.length))} equipos suyos` : "Un equipo suyo";
  const has = isSure ? (several ? "tienen" : "tiene") : several ? "pueden tener" : "puede tener";
  return {
    sentence:
      exploited.length > 0
        ? `${who} ${has} una debilidad que se sabe que usan atacantes.`
        : `${who} ${has} una debilidad publicada.`,
    story: [
      ...items.slice(0, 2).map((item) => `“${shortValue(item.name)}”: ${reasons[item.reason](item)}.`),
      ...(items.length > 2 ? ["Los demás figuran abajo."] : []),
      `La publicación es ${id}${publisher === "" ? "" : ` de “${publisher}”`}: “${shortValue(title)}”.`,
    ].join(" "),
    facts: [
      { label: "Publicación", value: url === "" ? id : `${id} ${url}` },
      ...items.slice(0, 10).map((item) => ({
        label: "Su equipo",
        value: `${item.name} (${item.product}): ${reasons[item.reason](item)}; ${confidences[item.confidence]}`,
      })),
      { label: "Debilidades", value: list(flaws, 10) },
      ...(score === null ? [] : [{ label: "CVSS", value: `${score} de 10` }]),
      ...(exploited.length === 0
        ? []
        : [
            {
              label: "Uso conocido",
              value: `${list(exploited, 10)}${facts.isUsedForRansom ? "; también para pedir rescates" : ""}`,
            },
          ]),
    ],
    doNow: advisorySteps(facts, isSure),
  };
}

function advisorySteps(
  { items, fixes, mitigations, isCrane }: AdvisoryFacts,
  isSure: boolean,
): readonly string[] {
  return [
    ...(isSure
      ? []
      : [
          `Averigüe qué versión tiene “${list(items.map(({ name }) => shortValue(name)))}” y anótela en su lista; este aviso desaparecerá o será seguro.`,
        ]),
    isCrane
      ? "No cambie nada en una grúa en marcha: planifique con el fabricante lo que sigue, para una ventana de mantenimiento."
      : "Planifique lo que sigue con el fabricante o con quien lo mantiene, y no cambie nada en plena operación.",
    ...fixes.map((text) => `Para arreglarlo, la publicación dice (en inglés): “${text}”.`),
    ...mitigations.map((text) => `Mientras tanto dice (en inglés): “${text}”.`),
    "Hasta que esté arreglado, que no lo alcance nada más que lo imprescindible, y sobre todo nada desde internet.",
    tell,
  ];
}

/** What to look at on a sister crane, by ATT&CK for ICS technique. */
const program = "Compare el programa de sus controladores con la copia que usted aprobó.";
const firmware = "Compare el firmware de sus controladores con el que entregó el fabricante.";
const restarts = "Mire en los registros de los controladores si alguno fue reiniciado o parado, y por quién.";
const limits = "Compare sus límites (sobrecarga, viento, finales de carrera) con los de diseño.";
const commands = "Mire qué equipos enviaron órdenes a sus controladores y si cada uno debía hacerlo.";
const vendors = "Mire quién entró desde fuera, con qué cuenta, y si cada uno tenía una orden de trabajo.";
const modems = "Busque en ella un módem, un rúter o una pasarela que nadie haya pedido.";
const looking = "Mire si algún equipo ha estado buscando a otros cerca de ella.";

const checks: Readonly<Record<string, string>> = {
  T0843: program,
  T0845: "Averigüe si alguien leyó el programa de sus controladores.",
  T0889: program,
  T0857: firmware,
  T0839: firmware,
  T0858: "Vea que el selector de modo de cada controlador esté donde debe.",
  T0816: restarts,
  T0881: restarts,
  T0836: limits,
  T0831: limits,
  T0855: commands,
  T0806: commands,
  T0822: vendors,
  T0886: vendors,
  T0883: modems,
  T0860: modems,
  T0846: looking,
  T0888: looking,
};

export function sisterCrane({ maker, model, cranes, found, techniques }: SisterCraneFacts): WarningWords {
  const kind = shortValue(`${maker} ${model}`.trim());
  const own = list(cranes.map(shortValue));
  const several = cranes.length > 1;
  const asked = [...new Set(techniques.flatMap((technique) => checks[technique.slice(0, 5)] ?? []))];
  return {
    sentence: "Se encontró algo en una grúa de otro lugar que es del mismo fabricante y modelo que la suya.",
    story: `En una grúa del tipo “${kind}” de otro lugar se encontró esto: “${shortValue(found)}”. De ese tipo ${several ? "son" : "es"} en su empresa: “${own}”. No se sabe que haya ocurrido nada de eso en la suya.`,
    facts: [
      { label: "Tipo", value: kind },
      { label: several ? "Sus grúas" : "Su grúa", value: list(cranes, 20) },
      { label: "Encontrado", value: found },
      ...(techniques.length === 0 ? [] : [{ label: "Técnicas de ATT&CK", value: list(techniques, 10) }]),
    ],
    doNow: [
      `Revise “${own}” por si hay lo mismo, sin parar el trabajo: mire y compare, no cambie nada.`,
      ...(asked.length > 0
        ? asked
        : ["Mire quién alcanzó sus controladores en los últimos siete días y si cada uno debía hacerlo."]),
      "Si lo encuentra, llame antes al centro y después al fabricante; no desconecte nada con una carga en el gancho.",
      "Pulse «Hemos mirado: aquí no» (en la consola, “We looked: not here”) si no encuentra nada, «Necesito ayuda» (“I need help”) si lo encuentra.",
    ],
  };
}

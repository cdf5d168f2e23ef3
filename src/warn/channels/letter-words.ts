/**
 * The words of letters and of the page a link opens, in the languages members are written to in. All of them stand
 * here; what a rule says (sentence, story, steps, facts) stands in `sentences/`. Warnings of older versions are English.
 */
import type { CloseReason, Language, ReactionKind, Tlp, Urgency } from "../../model/index.js";

const english = {
  urgency: { critical: "Critical", high: "High", medium: "Medium", low: "Low" } as Record<Urgency, string>,
  change: { new: "", escalated: "More urgent now", closed: "Closed" },
  closed: {
    duplicate: "a duplicate of another warning",
    "false alarm": "a false alarm",
    "true and handled": "true, and handled",
    expected: "expected",
    "not about us": "not about us",
  } as Record<CloseReason, string>,
  reaction: {
    "on it": "We are on it",
    "not here": "We looked: not here",
    "need help": "I need help",
    handled: "Handled",
  } as Record<ReactionKind, string>,
  tlp: {
    "TLP:RED": "For you personally; share it with nobody.",
    "TLP:AMBER": "For your organization and those of its clients who must know.",
    "TLP:AMBER+STRICT": "For your organization only.",
    "TLP:GREEN": "For your community; not in public.",
    "TLP:CLEAR": "May be shared with anybody.",
  } as Record<Tlp, string>,
  warningForYou: "A warning for your company",
  linkOnly: "This warning is marked so that a mail may not carry it. Open it with the link below.",
  wasEscalated: "This warning is more urgent than when we first wrote to you.",
  wasClosed: (reason: string) => `This warning was closed: ${reason}. There is nothing more to do.`,
  doNow: "Do now",
  evidence: "What it rests on",
  records: (count: number) => (count === 1 ? "1 record of your own" : `${count} records of your own`),
  firstOf: (count: number) => `the first ${count}`,
  open: "Open the warning and answer",
  linkNote: "The link works once, for 72 hours, for you alone. It opens this one warning and nothing else.",
  signInNote: "Sign in there to read it and to answer.",
  warnedAt: "Warned",
  end: (tlp: string) => `End of ${tlp} information.`,
  whyYou: "You get this mail because your company is a member of this port's center.",
  whyYouMore: "Switch these mails off under “Your sign-in”, or have your contact entry changed.",
  englishOnly: "",
  invitation: {
    subject: "Your invitation to Breakwater",
    text: (name: string, of: string | null) =>
      `${name}, you are invited to Breakwater${of === null ? "" : ` as one of the people of ${of}`}.`,
    open: "Accept the invitation",
    note: "The link works once, for seven days from when the invitation was made. If you expect none, leave it alone.",
  },
  more: {
    subject: "More warnings for your company",
    text: "More warnings came in than we write to you about one by one. All of them are in the console.",
    open: "Sign in and read them",
  },
  page: {
    title: "A warning from your port's center",
    before: "Somebody was sent this link to read one warning. Press the button to open it.",
    once: "The link works once. If you were only looking at where it leads, do not press.",
    button: "Open the warning",
    refused: "This link does not work any more",
    refusedWhy: "It was used before, it is too old, or a part of it is missing.",
    signIn: "Sign in instead",
    reactions: "What was done",
    told: "Thank you. The center sees your answer.",
    onlyReads: "Your role only reads. Ask an analyst or admin of your company to answer.",
    isClosed: "This warning is closed.",
    until: "This page closes by itself after an hour.",
    answer: "Your answer",
    facts: "Facts",
  },
};

export type Words = typeof english;

const spanish: Words = {
  urgency: { critical: "Crítica", high: "Alta", medium: "Media", low: "Baja" },
  change: { new: "", escalated: "Ahora más urgente", closed: "Cerrado" },
  closed: {
    duplicate: "repite otro aviso",
    "false alarm": "falsa alarma",
    "true and handled": "cierto y resuelto",
    expected: "esperado",
    "not about us": "no es sobre nosotros",
  },
  reaction: {
    "on it": "Estamos en ello",
    "not here": "Hemos mirado: aquí no",
    "need help": "Necesito ayuda",
    handled: "Resuelto",
  },
  tlp: {
    "TLP:RED": "Solo para usted; no lo comparta con nadie.",
    "TLP:AMBER": "Para su organización y los clientes de esta que deban saberlo.",
    "TLP:AMBER+STRICT": "Solo para su organización.",
    "TLP:GREEN": "Para su comunidad; no en público.",
    "TLP:CLEAR": "Puede compartirse con cualquiera.",
  },
  warningForYou: "Un aviso para su empresa",
  linkOnly: "Por su marca, este aviso no puede ir en un correo. Ábralo con el enlace de abajo.",
  wasEscalated: "Este aviso es más urgente que cuando le escribimos por primera vez.",
  wasClosed: (reason) => `Este aviso se ha cerrado: ${reason}. No hay nada más que hacer.`,
  doNow: "Haga ahora",
  evidence: "En qué se basa",
  records: (count) => (count === 1 ? "1 registro propio" : `${count} registros propios`),
  firstOf: (count) => `los primeros ${count}`,
  open: "Abrir el aviso y responder",
  linkNote: "El enlace funciona una vez, durante 72 horas, solo para usted. Abre este aviso y nada más.",
  signInNote: "Inicie sesión allí para leerlo y responder.",
  warnedAt: "Avisado",
  end: (tlp) => `Fin de la información ${tlp}.`,
  whyYou: "Recibe este correo porque su empresa es miembro del centro de este puerto.",
  whyYouMore: "Puede desactivarlo en «Your sign-in», o pedir que cambien su ficha de contacto.",
  englishOnly: "El texto del aviso está en inglés.",
  invitation: {
    subject: "Su invitación a Breakwater",
    text: (name, of) =>
      `${name}: le han invitado a Breakwater${of === null ? "" : ` como parte del equipo de ${of}`}.`,
    open: "Aceptar la invitación",
    note: "El enlace funciona una vez, hasta siete días después de hacerse la invitación. Si no la espera, no lo use.",
  },
  more: {
    subject: "Más avisos para su empresa",
    text: "Han llegado más avisos de los que enviamos uno por uno. Todos están en la consola.",
    open: "Iniciar sesión y leerlos",
  },
  page: {
    title: "Un aviso del centro de su puerto",
    before: "Este enlace se envió a una persona para leer un aviso. Pulse el botón para abrirlo.",
    once: "El enlace funciona una sola vez. Si solo quería ver adónde lleva, no pulse.",
    button: "Abrir el aviso",
    refused: "Este enlace ya no funciona",
    refusedWhy: "Ya se usó, es demasiado antiguo o le falta una parte.",
    signIn: "Iniciar sesión",
    reactions: "Qué se ha hecho",
    told: "Gracias. El centro ve su respuesta.",
    onlyReads:
      "Su función es solo de lectura. Pida a un analista o administrador de su empresa que responda.",
    isClosed: "Este aviso está cerrado.",
    until: "Esta página se cierra sola después de una hora.",
    answer: "Su respuesta",
    facts: "Datos",
  },
};

const all: Readonly<Record<Language, Words>> = { en: english, es: spanish };

export const wordsOf = (language: Language): Words => all[language];

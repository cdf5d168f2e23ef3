/** What detectors of scans and of tried passwords mean, in plain Spanish, by their ids. */
import type { BehaviourWords } from "./behaviour-words.js";

const ownMachine =
  "Si lo hizo un equipo suyo, averigüe si fue a propósito, de alguien de su empresa o de un proveedor. Si no, desconéctelo de la red; si maneja una grúa, una puerta u otra maquinaria, llame antes al centro.";
const password =
  "Cambie las contraseñas de las cuentas que se nombran aquí y active un segundo factor donde lo haya.";
const notFromOutside =
  "Permita que este servicio se alcance solo desde donde haga falta: por VPN o desde las direcciones de sus proveedores.";

export const attemptBehavioursInSpanish: Readonly<Record<string, BehaviourWords>> = {
  "scan-horizontal": {
    sentence: "Alguien está buscando un mismo tipo de servicio en muchos de sus equipos.",
    means:
      "Casi siempre es el paso previo a un ataque: quien encuentra una puerta la prueba después. Desde dentro significa que se usa un equipo suyo para mirar alrededor, o que alguien hace una comprobación.",
    doNow: [ownMachine],
  },
  "scan-vertical": {
    sentence: "Alguien está probando las puertas de uno de sus equipos, una tras otra.",
    means:
      "Casi siempre es el paso previo a un ataque contra ese mismo equipo. Una comprobación de su propia gente o de un proveedor se ve igual.",
    doNow: ["Mire qué servicios ofrece ese equipo y cierre los que nadie necesite.", ownMachine],
  },
  "scan-slow": {
    sentence: "Alguien lleva días mirando su red, despacio.",
    means: "Quien se toma días no quiere ser visto. No es ruido de paso.",
    doNow: [ownMachine],
  },
  "scan-distributed": {
    sentence: "Muchas direcciones juntas están probando las puertas de uno de sus equipos.",
    means:
      "Es un atacante con muchas direcciones, o una red de equipos secuestrados. Bloquear direcciones sueltas no ayuda.",
    doNow: [notFromOutside],
  },
  waterfront: {
    sentence:
      "Alguien está probando a los miembros de este puerto uno tras otro; el próximo puede ser usted.",
    means: "Quien va de miembro en miembro busca este puerto, y no a cualquiera.",
    doNow: [notFromOutside],
  },
  "brute-force": {
    sentence: "Alguien está probando contraseñas en uno de sus sistemas.",
    means: "Hasta ahora no se sabe que haya entrado. Una contraseña antigua en un programa suyo se ve igual.",
    doNow: [notFromOutside, password],
  },
  "slow-brute-force": {
    sentence: "Alguien lleva horas probando contraseñas en uno de sus sistemas, despacio.",
    means: "Las pruebas lentas se hacen para no bloquear la cuenta. Hasta ahora no se sabe que haya entrado.",
    doNow: [notFromOutside, password],
  },
  "password-spraying": {
    sentence: "Alguien está probando unas pocas contraseñas comunes en muchas de sus cuentas.",
    means: "Así se encuentra la cuenta con la contraseña débil sin bloquear ninguna.",
    doNow: [password, notFromOutside],
  },
  "user-enumeration": {
    sentence: "Alguien está averiguando qué cuentas tiene usted.",
    means: "Se prueban nombres de cuentas que no existen. Casi siempre se prueban contraseñas después.",
    doNow: [notFromOutside],
  },
  "sign-in-after-brute-force": {
    sentence: "Alguien probó muchas contraseñas en uno de sus sistemas y después entró.",
    means:
      "Puede que haya adivinado una contraseña. Alguien de su empresa que hubiera olvidado la suya se ve igual.",
    doNow: [
      "Pregunte ahora por teléfono al dueño de la cuenta si fue él.",
      "Si no lo fue, bloquee la cuenta, cierre sus sesiones y mire qué se hizo con ella desde entonces.",
      ownMachine,
    ],
  },
};

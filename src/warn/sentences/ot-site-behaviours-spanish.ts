/** What detectors mean that hold a control network against what its terminal says of it, in plain Spanish, by the detector's id. */
import type { BehaviourWords } from "./behaviour-words.js";

const leaveRunning =
  "No apague una grúa ni un controlador solo por esto: llame primero a su técnico de grúas y después al centro.";

export const otSiteBehavioursInSpanish: Readonly<Record<string, BehaviourWords>> = {
  "rate-of-change": {
    sentence: "Un valor de una de sus máquinas cambia más deprisa de lo que la máquina puede.",
    means:
      "Puede que alguien envíe lecturas falsas, o que haya movido un límite de golpe. Un sensor que falla o un cable suelto salta igual.",
    doNow: ["Pregunte al operador de la grúa si la máquina hizo lo que dice el valor.", leaveRunning],
  },
  "silent-controller": {
    sentence: "Ya no se oye a uno de sus controladores, o al sensor que lo vigila.",
    means:
      "Puede que alguien lo haya aislado, o que haya parado el sensor para no ser visto. Casi siempre se apagó una máquina o se desconectó un cable.",
    doNow: [
      "Pregunte si la grúa o la máquina se ha apagado, o si se está trabajando en ella.",
      "Mire si el sensor tiene corriente y sigue recibiendo su copia del tráfico.",
      leaveRunning,
    ],
  },
  "stuck-value": {
    sentence: "Un valor de una de sus máquinas se repite una y otra vez y ya no se mueve.",
    means:
      "Puede que alguien mantenga quieta la imagen mientras ocurre otra cosa. Casi siempre ha fallado un sensor o la máquina está parada.",
    doNow: ["Compárelo con lo que ve el operador en la propia máquina.", leaveRunning],
  },
  "value-range": {
    sentence: "Un valor de una de sus máquinas está fuera del margen que debe guardar.",
    means:
      "Puede que se haya movido un límite, o que se lleve la máquina más allá de él. Un trabajo en la máquina, la prueba de un límite y el viento fuerte se ven igual.",
    doNow: [
      "Pregunte al operador de la grúa y a su técnico si lo saben.",
      "Haga comparar los límites del controlador con los del proyecto.",
      leaveRunning,
    ],
  },
  "vendor-session": {
    sentence:
      "Un proveedor está dentro de su red de control a distancia, y ninguna orden de trabajo lo dice.",
    means:
      "Las entradas de los proveedores son lo primero que usan los intrusos. A menudo el trabajo se acordó por teléfono y nadie lo anotó.",
    doNow: [
      "Llame al proveedor a un número que usted conozca y pregunte quién está dentro y para qué.",
      "Si nadie lo sabe, cierre la entrada del proveedor en su cortafuegos o pasarela.",
      "Si estaba acordado, anote la orden de trabajo: la sesión queda documentada en todo caso.",
    ],
  },
  "zone-crossing": {
    sentence: "Una máquina de su red de control habla a través de un límite que no debe cruzar.",
    means:
      "Así se delata un módem o un cable que nadie pidió, y también un intruso que avanza. Un aparato que busca actualizaciones o la hora hace lo mismo.",
    doNow: [
      "Localice la máquina y busque en su armario un módem, un rúter móvil o un segundo cable de red.",
      "Pregunte al proveedor si lo instaló él, y con qué orden.",
      "Cierre el paso en su cortafuegos. Si no hay ninguno en medio, llame al centro.",
      leaveRunning,
    ],
  },
};

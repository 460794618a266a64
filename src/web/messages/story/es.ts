import type { StoryTexts } from "../../story/story-texts.ts";
import { number } from "../format.ts";

export const story: StoryTexts = {
  title: "La historia en cinco pasos",
  close: "Cerrar",
  stepOf: (step) => `Paso ${step} de 5`,
  think: "¿Qué crees?",
  see: "Comprobar",
  next: "Siguiente",
  back: "Atrás",
  toChallenge: "Al desafío",
  wasRight: "Tenías razón.",
  wasWrong: "No es así.",
  needsDigits: "La historia se cuenta con las cifras de MNIST, y ahora hay otras imágenes.",
  backToDigits: "Volver a las cifras de MNIST",
  learning: (right) => `Está aprendiendo: ${right} de aciertos…`,
  pair: (a, b) => `${a} y ${b}`,

  steps: [
    {
      title: "Dos imágenes, una pregunta",
      text: "Tú ves enseguida cuál de estas parejas muestra dos veces la misma cifra. Una máquina solo ve 784 números por imagen: lo oscuro que es cada punto. Y esta red todavía no ha aprendido nada.",
      question: "Le mostramos 100 parejas; la mitad muestra dos veces la misma cifra. ¿Cuántas veces acierta?",
      choices: ["Unas 30 veces", "Unas 60 veces", "Unas 95 veces"],
    },
    {
      title: "Las gemelas",
      text: "«Siamesa» quiere decir que la red es una pareja de gemelas. Las dos tienen exactamente los mismos pesos: los números que dicen en qué se fijan. Cada gemela convierte su imagen en diez números. Después medimos a qué distancia están las dos listas: cerca significa iguales; lejos, distintas.",
      question: "Intercambiamos las dos imágenes. ¿Qué pasa con la distancia?",
      choices: ["Aumenta", "Queda exactamente igual", "Disminuye"],
    },
    {
      title: "Acercar y alejar",
      text: "Ahora aprende. Toma unas cuantas imágenes, acerca las de la misma cifra y aleja las de cifras distintas, un poco cada vez, miles de veces. Nadie le dice cómo es un 3.",
      question: "Después recibe 100 parejas nuevas que nunca ha visto. ¿Cuántas veces acierta?",
      choices: ["Unas 60 veces", "Unas 80 veces", "Más de 95 veces"],
    },
    {
      title: "Qué la confunde",
      text: "Todavía se equivoca. Algunas cifras se parecen, también para ti, cuando se escriben con prisa.",
      question: "¿Qué dos cifras toma por iguales con más frecuencia?",
      choices: ["El 0 y el 1", "El 3 y el 8", "El 4 y el 9"],
    },
    {
      title: "Dónde poner el límite",
      text: "Cerca significa iguales, pero ¿cómo de cerca? Lo decide una línea, el umbral. Un teléfono que reconoce la cara de su dueño también tiene uno. Si es demasiado generoso, entran extraños; si es demasiado estricto, el dueño se queda fuera.",
      question: "Hacemos el umbral mucho más estricto. ¿Qué pasa con sus errores?",
      choices: ["Hay menos de los dos tipos", "Menos de un tipo y más del otro", "Hay más de los dos tipos"],
    },
  ],

  untrained: (right) =>
    `Acierta ${number(right)} de cada 100 veces. Lanzando una moneda se acierta 50: así que no sabe casi nada.`,
  swapped: (before, after) =>
    `Antes: ${number(before, 4)}. Intercambiadas: ${number(after, 4)}. Las gemelas son iguales, así que da lo mismo cuál ve cada imagen.`,
  trained: (right, images) =>
    `Aciertos: ${right}. Ha aprendido con ${number(images)} imágenes, y ninguna de estas parejas estaba entre ellas.`,
  confused: (shares) =>
    `Tomadas por iguales: ${shares.map(([a, b, share]) => `${a} y ${b}: ${number(100 * share, 1)} de cada 100`).join("; ")} parejas. Esta es la pareja más cercana:`,
  stricter: (accepts, rejects, newAccepts, newRejects) =>
    `Extraños que entran: antes ${number(accepts)}, ahora ${number(newAccepts)}. Dueños que se quedan fuera: antes ${number(rejects)}, ` +
    `ahora ${number(newRejects)}. Un error se paga con el otro. Más abajo, en «Distancias», puedes mover la línea tú.`,
  predicted: (right) => `Has acertado ${number(right)} de 5 predicciones.`,

  twinsLabel:
    "Dos imágenes entran en dos redes con los mismos pesos. Cada una da diez números. La distancia entre las dos listas de números decide: iguales o distintas.",
  twinsPictures: "imágenes",
  twinsNetworks: "gemelas",
  twinsWeights: "los mismos pesos",
  twinsNumbers: "diez números",
  twinsDistance: "distancia",

  challengeTitle: "El desafío: engáñala",
  challengeText:
    "Dibuja dos veces una misma cifra de modo que la red llame distintos a tus dibujos. Sin trampas: los dos tienen que ser esa cifra, también para la red. De las diez imágenes de entrenamiento más cercanas a cada dibujo, más de la mitad tiene que mostrarla.",
  notYet: "La red tiene que aprender primero: es el paso 3.",
  wait: "Está aprendiendo: espera al final.",
  firstPad: "Una cifra",
  secondPad: "Otra vez la misma",
  drawBoth: "Dibuja la misma cifra en los dos lados.",
  unclear: (isFirst) => `No está segura de qué cifra es el ${isFirst ? "primer" : "segundo"} dibujo: hazlo más claro.`,
  twoDigits: (a, b) => `Lee uno como ${a} y el otro como ${b}: entonces «distintas» es lo correcto.`,
  caught: (digit, distance, threshold) =>
    `Lee los dos como ${digit} y dice «iguales»: distancia ${number(distance, 2)}, la línea está en ${number(threshold, 2)}. Prueba a escribirla de otra manera.`,
  fooled: (digit, points) =>
    `¡Engañada! Lee los dos como ${digit} y aun así dice «distintas». ${number(points)} puntos.`,
  score: (digits, points) => `Marcador: ${number(digits)} de 10 cifras, ${number(points)} puntos`,
  share: "Compartir la puntuación",
  shareText: (digits, points) =>
    `Dibujé ${number(digits)} de 10 cifras de modo que una red que aprendió en mi navegador tomó dos dibujos de la misma por distintos: ` +
    `${number(points)} puntos. Entrena la misma red y supérame:`,
  shared: "Copiado: pégalo donde quieras.",
  scoreHint:
    "Cada cifra cuenta una vez, con tu mejor pareja: diez puntos por una distancia justo por encima de la línea, veinte por el doble.",
  digitScore: (digit, points) => (points > 0 ? `${digit}: ${number(points)} puntos` : `${digit}: todavía no`),
};

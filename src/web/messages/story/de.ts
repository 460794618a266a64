import type { StoryTexts } from "../../story/story-texts.ts";
import { number } from "../format.ts";

export const story: StoryTexts = {
  title: "Die Geschichte in fünf Schritten",
  close: "Schließen",
  stepOf: (step) => `Schritt ${step} von 5`,
  think: "Was glaubst du?",
  see: "Nachsehen",
  next: "Weiter",
  back: "Zurück",
  toChallenge: "Zur Herausforderung",
  wasRight: "Du hattest recht.",
  wasWrong: "Es ist anders.",
  needsDigits: "Die Geschichte wird mit den Ziffern aus MNIST erzählt, und jetzt sind andere Bilder da.",
  backToDigits: "Zurück zu den Ziffern aus MNIST",
  learning: (right) => `Es lernt: ${right} richtig …`,
  pair: (a, b) => `${a} und ${b}`,

  steps: [
    {
      title: "Zwei Bilder, eine Frage",
      text: "Du siehst sofort, welches dieser Paare zweimal dieselbe Ziffer zeigt. Ein Computer sieht nur 784 Zahlen je Bild: wie dunkel jeder Punkt ist. Und dieses Netz hat noch gar nichts gelernt.",
      question: "Wir zeigen ihm 100 Paare; die Hälfte zeigt zweimal dieselbe Ziffer. Wie oft liegt es richtig?",
      choices: ["Etwa 30-mal", "Etwa 60-mal", "Etwa 95-mal"],
    },
    {
      title: "Die Zwillinge",
      text: "„Siamesisch“ heißt: Das Netz ist ein Zwillingspaar. Beide haben genau dieselben Gewichte, das sind die Zahlen, die sagen, worauf sie achten. Jeder Zwilling macht aus seinem Bild zehn Zahlen. Dann messen wir, wie weit die beiden Listen auseinanderliegen: nah heißt gleich, fern heißt verschieden.",
      question: "Wir vertauschen die beiden Bilder. Was passiert mit dem Abstand?",
      choices: ["Er wird größer", "Er bleibt genau gleich", "Er wird kleiner"],
    },
    {
      title: "Ziehen und schieben",
      text: "Jetzt lernt es. Es nimmt ein paar Bilder, zieht die mit derselben Ziffer zusammen und schiebt die mit verschiedenen auseinander, jedes Mal ein wenig, tausende Male. Niemand sagt ihm, wie eine 3 aussieht.",
      question: "Danach bekommt es 100 neue Paare, die es nie gesehen hat. Wie oft liegt es richtig?",
      choices: ["Etwa 60-mal", "Etwa 80-mal", "Mehr als 95-mal"],
    },
    {
      title: "Was es verwechselt",
      text: "Fehler macht es immer noch. Manche Ziffern sehen sich ähnlich, auch für dich, wenn sie schnell hingeschrieben sind.",
      question: "Welche zwei Ziffern hält es am häufigsten für gleich?",
      choices: ["0 und 1", "3 und 8", "4 und 9"],
    },
    {
      title: "Wo die Grenze liegt",
      text: "Nah heißt gleich: Aber wie nah? Das entscheidet eine Linie, die Schwelle. Auch ein Handy, das sein Gesicht kennt, hat so eine. Ist sie zu großzügig, kommen Fremde hinein; ist sie zu streng, bleibt der Besitzer draußen.",
      question: "Wir machen die Schwelle viel strenger. Was passiert mit den Fehlern?",
      choices: [
        "Beide Arten werden seltener",
        "Die eine wird seltener, die andere häufiger",
        "Beide Arten werden häufiger",
      ],
    },
  ],

  untrained: (right) =>
    `${number(right)} von 100 Mal richtig. Wer eine Münze wirft, liegt 50-mal richtig: Es weiß also so gut wie nichts.`,
  swapped: (before, after) =>
    `Vorher: ${number(before, 4)}. Vertauscht: ${number(after, 4)}. Die Zwillinge sind gleich, also ist es egal, wer welches Bild sieht.`,
  trained: (right, images) =>
    `Richtig: ${right}. Gelernt hat es an ${number(images)} Bildern, und keines dieser Paare war darunter.`,
  confused: (shares) =>
    `Für gleich gehalten: ${shares.map(([a, b, share]) => `${a} und ${b}: ${number(100 * share, 1)} von 100`).join("; ")} Paaren. Am nächsten liegt dieses Paar:`,
  stricter: (accepts, rejects, newAccepts, newRejects) =>
    `Fremde hineingelassen: vorher ${number(accepts)}, jetzt ${number(newAccepts)}. Besitzer ausgesperrt: vorher ${number(rejects)}, ` +
    `jetzt ${number(newRejects)}. Den einen Fehler bezahlt man mit dem anderen. Weiter unten, bei „Abstände“, kannst du die Linie selbst verschieben.`,
  predicted: (right) => `Du hast ${number(right)} von 5 richtig vorhergesagt.`,

  twinsLabel:
    "Zwei Bilder gehen in zwei Netze mit denselben Gewichten. Jedes gibt zehn Zahlen. Der Abstand der beiden Zahlenlisten entscheidet: gleich oder verschieden.",
  twinsPictures: "Bilder",
  twinsNetworks: "Zwillinge",
  twinsWeights: "dieselben Gewichte",
  twinsNumbers: "zehn Zahlen",
  twinsDistance: "Abstand",

  challengeTitle: "Die Herausforderung: Täusche es",
  challengeText:
    "Zeichne eine Ziffer zweimal so, dass das Netz deine Zeichnungen verschieden nennt. Ohne Mogeln: Beide müssen diese Ziffer sein, auch für das Netz. Von den zehn ähnlichsten Trainingsbildern jeder Zeichnung muss mehr als die Hälfte sie zeigen.",
  notYet: "Das Netz muss erst lernen: Das ist Schritt 3.",
  wait: "Es lernt: Warte auf das Ende.",
  firstPad: "Eine Ziffer",
  secondPad: "Noch einmal dieselbe",
  drawBoth: "Zeichne auf beiden Seiten dieselbe Ziffer.",
  unclear: (isFirst) =>
    `Es ist sich nicht sicher, welche Ziffer die ${isFirst ? "erste" : "zweite"} Zeichnung ist: Zeichne sie deutlicher.`,
  twoDigits: (a, b) => `Es liest die eine als ${a} und die andere als ${b}: Dann ist „verschieden“ richtig.`,
  caught: (digit, distance, threshold) =>
    `Es liest beide als ${digit} und sagt „gleich“: Abstand ${number(distance, 2)}, die Linie steht bei ${number(threshold, 2)}. Schreib sie auf eine andere Art.`,
  fooled: (digit, points) =>
    `Getäuscht! Es liest beide als ${digit} und sagt trotzdem „verschieden“. ${number(points)} Punkte.`,
  score: (digits, points) => `Stand: ${number(digits)} von 10 Ziffern, ${number(points)} Punkte`,
  share: "Punkte teilen",
  shareText: (digits, points) =>
    `Ich habe ${number(digits)} von 10 Ziffern so gezeichnet, dass ein Netz, das in meinem Browser gelernt hat, zwei Zeichnungen derselben für verschieden hielt: ` +
    `${number(points)} Punkte. Trainiere dasselbe Netz und überbiete mich:`,
  shared: "Kopiert: Füge es ein, wo du magst.",
  scoreHint:
    "Jede Ziffer zählt einmal, mit deinem besten Paar: zehn Punkte für einen Abstand knapp über der Linie, zwanzig für den doppelten.",
  digitScore: (digit, points) => (points > 0 ? `${digit}: ${number(points)} Punkte` : `${digit}: noch nicht`),
};

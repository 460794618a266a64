// The story in five steps and its challenge, in English: loaded when the story is opened.
import { number } from "../format.ts";

/** A prediction: what is asked, and its answers. */
interface Question {
  readonly title: string;
  readonly text: string;
  readonly question: string;
  readonly choices: readonly [string, string, string];
}

type Steps = readonly [Question, Question, Question, Question, Question];

const times = (a: number, b: number, share: number): string => `${a} and ${b}: ${number(100 * share, 1)} of 100`;

export const story = {
  title: "The story in five steps",
  close: "Close",
  stepOf: (step: number) => `Step ${step} of 5`,
  think: "What do you think?",
  see: "See",
  next: "Next",
  back: "Back",
  toChallenge: "To the challenge",
  wasRight: "You were right.",
  wasWrong: "Not this time.",
  needsDigits: "The story is told with the MNIST digits, and other images are here now.",
  backToDigits: "Back to the MNIST digits",
  learning: (right: string) => `It is learning: ${right} right…`,
  pair: (a: string, b: string) => `${a} and ${b}`,

  steps: [
    {
      title: "Two pictures, one question",
      text: "You see at once which of these pairs show one digit. A computer only sees 784 numbers a picture: how dark each dot is. And this network has not learnt anything yet.",
      question: "We show it 100 pairs; half of them show one digit twice. How often is it right?",
      choices: ["About 30 times", "About 60 times", "About 95 times"],
    },
    {
      title: "The twins",
      text: "“Siamese” means that the network is a pair of twins. Both have the very same weights: the numbers that say what they look for. Each twin turns its picture into ten numbers. Then we measure how far apart the two lists are: near means the same, far means different.",
      question: "We swap the two pictures. What happens to the distance?",
      choices: ["It grows", "It stays exactly the same", "It shrinks"],
    },
    {
      title: "Pull and push",
      text: "Now it learns. It takes some pictures, pulls those of one digit together and pushes those of different digits apart, a little each time, thousands of times. Nobody tells it what a 3 looks like.",
      question: "Then it gets 100 new pairs that it has never seen. How often is it right?",
      choices: ["About 60 times", "About 80 times", "More than 95 times"],
    },
    {
      title: "What confuses it",
      text: "It still makes mistakes. Some digits look alike, to you too, when they are written in a hurry.",
      question: "Which two digits does it take for the same most often?",
      choices: ["0 and 1", "3 and 8", "4 and 9"],
    },
    {
      title: "Where to draw the line",
      text: "Near means the same: but how near? A line decides, the threshold. A phone that knows its owner's face has one too. If it is too generous, strangers get in; if it is too strict, the owner is locked out.",
      question: "We make the line much stricter. What happens to its mistakes?",
      choices: [
        "There are fewer of both kinds",
        "Fewer of one kind, more of the other",
        "There are more of both kinds",
      ],
    },
  ] as Steps,

  untrained: (right: number) =>
    `Right ${number(right)} times in 100. Tossing a coin is right 50 times: so it knows next to nothing.`,
  swapped: (before: number, after: number) =>
    `Before: ${number(before, 4)}. Swapped: ${number(after, 4)}. The twins are the same, so it does not matter who sees which picture.`,
  trained: (right: string, images: number) =>
    `Right: ${right}. It has learnt from ${number(images)} pictures, and none of these pairs was among them.`,
  confused: (shares: readonly (readonly [a: number, b: number, share: number])[]) =>
    `Taken for the same: ${shares.map(([a, b, share]) => times(a, b, share)).join("; ")} pairs. This pair lies nearest:`,
  stricter: (accepts: number, rejects: number, newAccepts: number, newRejects: number) =>
    `Strangers let in: ${number(accepts)} before, ${number(newAccepts)} now. Owners locked out: ${number(rejects)} before, ` +
    `${number(newRejects)} now. One mistake is paid for with the other. Below, under “Distances”, you can move the line yourself.`,
  predicted: (right: number) => `You predicted ${number(right)} of 5 right.`,

  twinsLabel:
    "Two pictures go into two networks with the same weights. Each gives ten numbers. The distance between the two lists of numbers decides: same or different.",
  twinsPictures: "pictures",
  twinsNetworks: "twins",
  twinsWeights: "the same weights",
  twinsNumbers: "ten numbers",
  twinsDistance: "distance",

  challengeTitle: "The challenge: fool it",
  challengeText:
    "Draw one digit twice so that the network calls your drawings different. No cheating: both must be that digit, even for the network. Of the ten training pictures nearest to each drawing, more than half must show it.",
  notYet: "The network has to learn first: that is step 3.",
  wait: "It is learning: wait for the end.",
  firstPad: "A digit",
  secondPad: "The same one again",
  drawBoth: "Draw the same digit on both sides.",
  unclear: (isFirst: boolean) =>
    `It is not sure which digit the ${isFirst ? "first" : "second"} drawing is: draw it more clearly.`,
  twoDigits: (a: string, b: string) => `It reads one as ${a} and the other as ${b}: then “different” is right.`,
  caught: (digit: string, distance: number, threshold: number) =>
    `It reads both as ${digit} and says “same”: distance ${number(distance, 2)}, the line is at ${number(threshold, 2)}. Try another way to write it.`,
  fooled: (digit: string, points: number) =>
    `Fooled! It reads both as ${digit} and yet says “different”. ${number(points)} points.`,
  score: (digits: number, points: number) => `Score: ${number(digits)} of 10 digits, ${number(points)} points`,
  share: "Share the score",
  shareText: (digits: number, points: number) =>
    `I drew ${number(digits)} of 10 digits so that a network that had learnt in my browser took two drawings of one for different: ` +
    `${number(points)} points. Train the same network and beat me:`,
  shared: "Copied: paste it wherever you like.",
  scoreHint:
    "A digit counts once, with your best pair: ten points for a distance just over the line, twenty for twice that.",
  digitScore: (digit: number, points: number) =>
    points > 0 ? `${digit}: ${number(points)} points` : `${digit}: not yet`,
};

import type { StoryTexts } from "../../story/story-texts.ts";
import { number } from "../format.ts";

export const story: StoryTexts = {
  title: "五步故事",
  close: "关闭",
  stepOf: (step) => `第 ${step} 步，共 5 步`,
  think: "你觉得呢？",
  see: "看结果",
  next: "下一步",
  back: "上一步",
  toChallenge: "去挑战",
  wasRight: "你猜对了。",
  wasWrong: "不是这样。",
  needsDigits: "这个故事用 MNIST 数字来讲，而现在这里是别的图像。",
  backToDigits: "用回 MNIST 数字",
  learning: (right) => `正在学习：答对 ${right}……`,
  pair: (a, b) => `${a} 和 ${b}`,

  steps: [
    {
      title: "两张图，一个问题",
      text: "哪一对是同一个数字，你一眼就看得出。计算机看到的只是每张图 784 个数：每个点有多黑。而这个网络还什么都没学过。",
      question: "给它看 100 对图，其中一半是同一个数字。它能答对多少次？",
      choices: ["大约 30 次", "大约 60 次", "大约 95 次"],
    },
    {
      title: "孪生网络",
      text: "“孪生”就是双胞胎：这里有两个网络，权重完全相同。权重就是决定它们注意什么的那些数。每个网络把自己的图变成十个数，然后我们量这两组数相距多远：近就是相同，远就是不同。",
      question: "把两张图互换，距离会怎样？",
      choices: ["变大", "完全不变", "变小"],
    },
    {
      title: "拉近和推开",
      text: "现在它开始学习。它取几张图，把同一个数字的拉近，把不同数字的推开，每次一点点，重复成千上万次。没有人告诉它 3 长什么样。",
      question: "然后给它 100 对从没见过的新图。它能答对多少次？",
      choices: ["大约 60 次", "大约 80 次", "超过 95 次"],
    },
    {
      title: "什么会让它弄混",
      text: "它还是会犯错。有些数字写得匆忙时，连你看着也像。",
      question: "它最常把哪两个数字当成相同？",
      choices: ["0 和 1", "3 和 8", "4 和 9"],
    },
    {
      title: "线画在哪里",
      text: "近就是相同，可是多近才算近？由一条线决定，叫做阈值。会认主人脸的手机也有这样一条线：太宽松，陌生人能进来；太严格，主人也会被关在外面。",
      question: "把这条线改得严格得多，它的错误会怎样？",
      choices: ["两种错误都变少", "一种变少，另一种变多", "两种错误都变多"],
    },
  ],

  untrained: (right) => `100 次里答对 ${number(right)} 次。抛硬币也能对 50 次：所以它几乎什么都不知道。`,
  swapped: (before, after) =>
    `互换之前：${number(before, 4)}。互换之后：${number(after, 4)}。两个网络一模一样，谁看哪张图都没关系。`,
  trained: (right, images) => `答对：${right}。它是用 ${number(images)} 张图学的，这些图对一对也不在其中。`,
  confused: (shares) =>
    `被当成相同的：${shares.map(([a, b, share]) => `${a} 和 ${b}，100 对里有 ${number(100 * share, 1)} 对`).join("；")}。离得最近的是这一对：`,
  stricter: (accepts, rejects, newAccepts, newRejects) =>
    `放进来的陌生人：之前 ${number(accepts)}，现在 ${number(newAccepts)}。被关在外面的主人：之前 ${number(rejects)}，` +
    `现在 ${number(newRejects)}。少犯一种错，就要多犯另一种。在下面的“距离”那里，你可以自己移动这条线。`,
  predicted: (right) => `5 次预测你猜对了 ${number(right)} 次。`,

  twinsLabel: "两张图分别进入两个权重相同的网络。每个网络给出十个数。两组数之间的距离决定：相同还是不同。",
  twinsPictures: "图",
  twinsNetworks: "孪生网络",
  twinsWeights: "权重相同",
  twinsNumbers: "十个数",
  twinsDistance: "距离",

  challengeTitle: "挑战：骗过它",
  challengeText:
    "把同一个数字画两次，让网络说这两幅画不同。不许作弊：两幅都必须是这个数字，网络也要这样认为。离每幅画最近的十张训练图里，要有一半以上是这个数字。",
  notYet: "网络要先学习：那是第 3 步。",
  wait: "正在学习：请等到结束。",
  firstPad: "一个数字",
  secondPad: "再画一次",
  drawBoth: "请在两边画同一个数字。",
  unclear: (isFirst) => `它不确定${isFirst ? "第一幅" : "第二幅"}画是哪个数字：请画清楚些。`,
  twoDigits: (a, b) => `它把一幅认作 ${a}，另一幅认作 ${b}：那么说“不同”是对的。`,
  caught: (digit, distance, threshold) =>
    `它把两幅都认作 ${digit}，并说“相同”：距离 ${number(distance, 2)}，线在 ${number(threshold, 2)}。换一种写法试试。`,
  fooled: (digit, points) => `骗过它了！它把两幅都认作 ${digit}，却说“不同”。${number(points)} 分。`,
  score: (digits, points) => `成绩：10 个数字中的 ${number(digits)} 个，${number(points)} 分`,
  share: "分享得分",
  shareText: (digits, points) =>
    `10 个数字里，我画了 ${number(digits)} 个，让在我浏览器里学会的网络把同一个数字的两张画当成不同：${number(points)} 分。训练同一个网络，来超过我：`,
  shared: "已复制：贴到任何地方都行。",
  scoreHint: "每个数字只算一次，取你最好的一对：距离刚过线得十分，是线的两倍得二十分。",
  digitScore: (digit, points) => (points > 0 ? `${digit}：${number(points)} 分` : `${digit}：还没有`),
};

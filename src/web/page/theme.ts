import { element } from "./elements.ts";

const CHOICES = ["system", "light", "dark"] as const;
type Choice = (typeof CHOICES)[number];

const KEY = "theme";
const FACES = {
  system: { sign: "◐", label: "themeSystem" },
  light: { sign: "☀", label: "themeLight" },
  dark: { sign: "☾", label: "themeDark" },
} as const;

/** The colours of the charts, as the style sheet has them now. */
export interface Colours {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly card: string;
  readonly same: string;
  readonly different: string;
  readonly accent: string;
  readonly digitGround: string;
  readonly digitInk: string;
  readonly classes: readonly string[];
}

const listeners: (() => void)[] = [];
let current: Colours | undefined;

/** Has a function called when the colours change. */
export function onThemeChange(listener: () => void): void {
  listeners.push(listener);
}

export function colours(): Colours {
  if (!current) {
    const style = getComputedStyle(document.documentElement);
    const value = (name: string) => style.getPropertyValue(`--${name}`).trim();
    current = {
      ink: value("ink"),
      soft: value("soft"),
      line: value("line"),
      card: value("card"),
      same: value("same"),
      different: value("different"),
      accent: value("accent"),
      digitGround: value("digit-ground"),
      digitInk: value("digit-ink"),
      classes: value("classes").split(" "),
    };
  }
  return current;
}

/** Storage is refused to pages in some settings: then the choice lasts as long as the page. */
function stored(): Choice {
  try {
    return CHOICES.find((choice) => choice === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}

function store(choice: Choice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // See `stored`.
  }
}

/**
 * Follows the system's colours until the visitor chooses others.
 * @param text what the button is called
 */
export function startTheme(text: (key: (typeof FACES)[Choice]["label"]) => string): void {
  const button = element("theme", HTMLButtonElement);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let choice = stored();
  const apply = () => {
    const theme = choice === "system" ? (dark.matches ? "dark" : "light") : choice;
    document.documentElement.dataset.theme = theme;
    const { sign, label } = FACES[choice];
    button.textContent = sign;
    button.title = text(label);
    button.setAttribute("aria-label", button.title);
    current = undefined;
    for (const listener of listeners) listener();
  };
  button.addEventListener("click", () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
    store(choice);
    apply();
  });
  dark.addEventListener("change", apply);
  apply();
}

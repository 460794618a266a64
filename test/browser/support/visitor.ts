/** A place on an element: shares of its width and height. */
export type Place = readonly [x: number, y: number];

/** One browser with one page, driven as a visitor would. The same for every engine. */
export interface Visitor {
  readonly name: string;
  goto(url: string): Promise<void>;
  /** Runs the body of a function in the page; what it returns, or promises, must be JSON. */
  run<T>(body: string, ...args: unknown[]): Promise<T>;
  click(selector: string): Promise<void>;
  /** Presses keys on an element, by their names in `KeyboardEvent.key`. */
  press(selector: string, keys: readonly string[]): Promise<void>;
  /** Draws a stroke on an element with pointer events. */
  stroke(selector: string, places: readonly Place[]): Promise<void>;
  /**
   * Puts fingers on an element, one after the other, moves all of them from place to place, and lifts them, the last one
   * first. A finger is where it goes, in as many places as the others.
   */
  touch(selector: string, fingers: readonly (readonly Place[])[]): Promise<void>;
  /** Chooses a file in a file input. */
  upload(selector: string, path: string): Promise<void>;
  setTheme(theme: "light" | "dark"): Promise<void>;
  close(): Promise<void>;
}

/** The places of a stroke, with steps between, as a hand makes them. */
export function withSteps(places: readonly Place[]): Place[] {
  const steps: Place[] = [places[0]];
  for (let i = 1; i < places.length; i++) {
    const [[ax, ay], [bx, by]] = [places[i - 1], places[i]];
    for (let k = 1; k <= 5; k++) steps.push([ax + ((bx - ax) * k) / 5, ay + ((by - ay) * k) / 5]);
  }
  return steps;
}

/** Waits until the body of a function returns something true in the page, and returns that. */
export async function waitFor<T>(visitor: Visitor, body: string, seconds = 30): Promise<T> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const value = await visitor.run<T>(body);
    if (value) return value;
    if (Date.now() > until) {
      const text = await visitor.run<string>("return document.body.innerText.slice(0, 12000)");
      throw new Error(`${visitor.name}: waited ${seconds} s for: ${body}\nThe page says:\n${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

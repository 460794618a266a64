import { t } from "../messages/t.ts";

/** What the page calls images, by their source as the training worker has it: several files have no name of their own. */
export function nameOfImages(source: string): string {
  const [, count] = /^(\d+) files of your own$/.exec(source) ?? [];
  return count === undefined ? source : t("filesOfYourOwn", Number(count));
}

import type { Command, Option } from "commander";

/** A word for a shell: as it is where no shell reads anything into it. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_.,:/=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function valueText(value: unknown): string {
  if (value === true) return "yes";
  if (value === false) return "no";
  const { height, width } = Object(value);
  return height === undefined ? String(value) : `${height}x${width}`;
}

/** The options of a command that were given, as words of a command line. */
export function givenWords(command: Command, isWanted: (option: Option) => boolean): string[] {
  return command.options.filter(isWanted).flatMap((option) => {
    const key = option.attributeName();
    if (command.getOptionValueSource(key) !== "cli" || option.long === undefined) return [];
    const value: unknown = command.getOptionValue(key);
    const isFlag = !option.required && !option.optional;
    return isFlag ? [option.long] : [option.long, shellWord(valueText(value))];
  });
}

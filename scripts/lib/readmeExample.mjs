/** The first code block of a README's section `## Example`, as `{ language, code }`; `undefined` where there is none. */
export function readmeExample(readme) {
  const section = /^## Example[^\n]*\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(readme.replaceAll('\r\n', '\n'))?.[1];
  const block = section === undefined ? null : /^```(\w+)[^\n]*\n([\s\S]*?)^```\s*$/m.exec(section);
  return block === null ? undefined : { language: block[1], code: block[2] };
}

/** The commands of a shell block that call `program` (with or without npx), each as its arguments. Quotes group words; comments are dropped. */
export function commandsOf(code, program) {
  const joined = code.replaceAll(/\\\n\s*/g, ' ');
  return joined.split('\n').flatMap((line) => {
    const words = [
      ...line
        .trim()
        .replace(/^\$ /, '')
        .matchAll(/"([^"]*)"|'([^']*)'|(#.*)|(\S+)/g),
    ]
      .filter((match) => match[3] === undefined)
      .map((match) => match[1] ?? match[2] ?? match[4]);
    const start = words[0] === 'npx' ? 1 : 0;
    return words[start] === program ? [words.slice(start + 1)] : [];
  });
}

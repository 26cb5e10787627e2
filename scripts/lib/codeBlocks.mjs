const languages = new Set(['js', 'ts']);

/**
 * The TypeScript and JavaScript blocks of a page as files that can be compiled: `[{ line, code, run }]`.
 *
 * A block begins with what the comment `<!-- given … -->` directly before it says (imports and declarations that readers need not see). Blocks with
 * the word `continued` behind the language are one file with the block before them; a file with the word `run` in one of its blocks is to be run too.
 */
export function codeBlocks(page) {
  const files = [];
  const text = page.replaceAll('\r\n', '\n');
  for (const { 0: whole, 1: given = '', 2: language, 3: info, 4: code, index } of text.matchAll(
    /(?:^<!-- given\n([\s\S]*?)-->\n+)?^```(\w+)([^\n]*)\n([\s\S]*?)^```[ \t]*$/gm,
  )) {
    if (!languages.has(language)) continue;
    const words = info.trim().split(/\s+/).filter(Boolean);
    const line = text.slice(0, index + whole.indexOf('```')).split('\n').length;
    const strange = words.find((word) => word !== 'continued' && word !== 'run');
    if (strange !== undefined)
      throw new Error(`line ${line}: unknown word \`${strange}\` behind ${language}; expected continued or run`);
    const run = words.includes('run');
    if (!words.includes('continued')) {
      files.push({ line, code: `${given}${code}`, run });
      continue;
    }
    const before = files.at(-1);
    if (before === undefined) throw new Error(`line ${line}: a block is continued, but none is before it on the page`);
    before.code += `${given}${code}`;
    before.run ||= run;
  }
  return files;
}

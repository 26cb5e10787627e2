import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The sections of a page that write out a formula, as `{ id, display, links, marks }`. `id` is the number in the heading (`### 000.1 Title`), `marks` the labels of its list. */
export function formulasOf(text) {
  return text
    .split(/^(?=##+ )/m)
    .map((section) => ({
      id: /^### (\d{3}\.\d+) /.exec(section)?.[1] ?? '',
      display: mathOf(section).display,
      links: linksOf(section),
      marks: [...section.matchAll(/^- \**(\w+|\p{Script=Han}+)/gmu)].map((match) => inEnglish[match[1]] ?? match[1]),
    }))
    .filter(({ display }) => display.length > 0);
}

const inEnglish = { 印误: 'Misprint', 函数: 'Function', 测试: 'Test' };

/** The TeX of a text, as `{ display, math }`. Code is no math. */
export function mathOf(text) {
  const prose = text.replaceAll(/`[^`\n]*`/g, '');
  const display = [...prose.matchAll(/\$\$([\s\S]*?)\$\$/g)].map((match) => match[1].trim());
  const inline = [...prose.replaceAll(/\$\$[\s\S]*?\$\$/g, '').matchAll(/\$([^$\n]+)\$/g)].map((match) => match[1]);
  return { display, math: [...display, ...inline] };
}

/** The links of a text whose label is code, as `{ label, path }`. */
function linksOf(text) {
  return [...text.matchAll(/\[`([^`]+)`\]\(([^)\s]+)\)/g)].map(([, label, path]) => ({ label, path }));
}

const sources = new Map();

function parsed(file) {
  if (!sources.has(file)) sources.set(file, ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return sources.get(file);
}

/** The titles of the tests in a file. `matchesTorch('x', …)` of losses names its tests `x agrees with PyTorch`. */
function titlesOf(file) {
  const titles = new Set();
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.arguments[0] !== undefined && ts.isStringLiteralLike(node.arguments[0])) {
      const called = /^\w+/.exec(node.expression.getText())?.[0];
      const { text } = node.arguments[0];
      if (called === 'matchesTorch') titles.add(`${text} agrees with PyTorch`);
      else if (called === 'test' || called === 'it' || called === 'describe') titles.add(text);
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed(file));
  return titles;
}

/** What a module exports by name, as a map from the name to the file that it comes from. */
function exportsOf(file) {
  const names = new Map();
  for (const statement of parsed(file).statements) {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined) {
      const from = join(dirname(file), statement.moduleSpecifier.text.replace(/\.js$/, '.ts'));
      if (statement.exportClause === undefined) exportsOf(from).forEach((source, name) => names.set(name, source));
      else for (const { name } of statement.exportClause.elements) names.set(name.text, from);
    } else if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) {
      for (const { name } of statement.declarationList?.declarations ?? [statement]) names.set(name.text, file);
    }
  }
  return names;
}

/** What is wrong with a link from a page in `folder`: the file is missing, the package exports no such name from it, or it has no such test. */
export function deadLink({ label, path }, folder) {
  const file = join(folder, path);
  if (!existsSync(file)) return `there is no file ${path}; point the link at where ${label} is now`;
  if (file.endsWith('.test.ts'))
    return titlesOf(file).has(label) ? undefined : `${path} has no test "${label}"; write the title that it has now`;
  const index = /^.*\/packages\/[^/]+\/src\//.exec(file)?.[0];
  if (index === undefined) return `${path} is in the sources of no package`;
  return exportsOf(`${index}index.ts`).get(label) === file
    ? undefined
    : `the index of its package exports no ${label} from ${path}; write the name or the file that it has now`;
}

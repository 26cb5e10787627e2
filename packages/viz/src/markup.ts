const name = /[A-Za-z][\w:.-]*/y;
const space = /\s*/y;

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** What markup of one kind may hold. */
export interface MarkupRules {
  /** Name of the one outermost element. */
  readonly root: string;
  readonly elements: ReadonlySet<string>;
  /** What is wrong with an attribute, if anything is. */
  readonly refuse: (attribute: string, value: string) => string | undefined;
  /** Throws an error that says what is wrong and where. */
  readonly fail: (what: string, at: number) => never;
}

/** Checks one start tag's attributes from `at` on; returns where the tag ends and whether the element stays open. */
function attributes(text: string, from: number, { refuse, fail }: MarkupRules): { end: number; open: boolean } {
  let at = from;
  for (;;) {
    at += match(space, text, at).length;
    if (text.startsWith('/>', at)) return { end: at + 2, open: false };
    if (text[at] === '>') return { end: at + 1, open: true };
    const attribute = match(name, text, at);
    const quote = text[at + attribute.length + 1]!;
    const end = text.indexOf(quote, at + attribute.length + 2);
    if (attribute === '' || text[at + attribute.length] !== '=' || (quote !== '"' && quote !== "'") || end < 0)
      fail('is not well-formed', at);
    const value = text.slice(at + attribute.length + 2, end);
    if (value.includes('<')) fail('is not well-formed', at);
    const reason = refuse(attribute, value);
    if (reason !== undefined) fail(reason, at);
    at = end + 1;
  }
}

/**
 * Checks that a text is one well-formed element of allowed elements and attributes, and returns it without its comments: HTML
 * ends some of them earlier than XML does, and what they hide has not been checked.
 */
export function checkMarkup(text: string, rules: MarkupRules): string {
  const { root, elements, fail } = rules;
  const open: string[] = [];
  let kept = '';
  let at = 0;
  while (at < text.length) {
    const tag = text.indexOf('<', at);
    if (open.length === 0 && text.slice(at, tag < 0 ? text.length : tag).trim() !== '') fail('has text outside of its root', at);
    if (tag < 0) break;
    kept += text.slice(at, tag);
    if (text.startsWith('<!--', tag)) {
      const end = text.indexOf('-->', tag + 4);
      if (end < 0 || open.length === 0) fail('has a stray comment', tag);
      at = end + 3;
      continue;
    }
    const closing = text[tag + 1] === '/';
    const element = match(name, text, tag + (closing ? 2 : 1));
    at = tag + (closing ? 2 : 1) + element.length;
    if (!elements.has(element))
      fail(`holds <${element || text.slice(tag + 1, tag + 2)}>, which a report does not take over,`, tag);
    if (closing) {
      at += match(space, text, at).length;
      if (text[at] !== '>' || open.pop() !== element) fail('is not well-formed', tag);
      at++;
    } else {
      if (open.length === 0 && (element !== root || tag > 0)) fail(`must have one <${root}> as its root`, tag);
      const { end, open: stays } = attributes(text, at, rules);
      if (stays) open.push(element);
      at = end;
    }
    kept += text.slice(tag, at);
  }
  if (open.length > 0 || !text.startsWith(`<${root}`))
    fail(`is not one complete <${root}> element`, Math.max(0, text.length - 30));
  return kept;
}

import type { Answer } from './statistics/answer.js';
import type { Words } from './words.js';

/** How a claim fared: `when` says under which condition it holds. */
export interface Verdict {
  readonly verdict: 'does not hold' | 'holds' | 'holds when' | 'not decided';
  /** After `holds when`: the condition. */
  readonly when?: Words;
  /** One or two sentences with the figures that decided. */
  readonly because: Words;
}

const words = { yes: 'holds', no: 'does not hold', open: 'not decided' } as const;

/** The verdict that follows from one answer. */
export const verdictOf = (answer: Answer, because: Words): Verdict => ({ verdict: words[answer], because });

/** A claim that holds under a condition only. */
export const holdsWhen = (when: Words, because: Words): Verdict => ({ verdict: 'holds when', when, because });

const chinese = { holds: '成立', 'does not hold': '不成立', 'not decided': '尚无定论', 'holds when': '在此条件下成立' } as const;

/** A verdict in a few words: `holds when the decoder is linear`. */
export function verdictWords({ verdict, when }: Pick<Verdict, 'verdict' | 'when'>): Words {
  return {
    en: when === undefined ? verdict : `${verdict} ${when.en}`,
    zh: when === undefined ? chinese[verdict] : `${chinese[verdict]}:${when.zh}`,
  };
}

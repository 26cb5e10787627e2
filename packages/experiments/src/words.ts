/** A language that pages are written in. */
export type Language = 'en' | 'zh';

/** The languages, in the order of the pages. */
export const languages: readonly Language[] = ['en', 'zh'];

/** A text in each language. */
export type Words = Readonly<Record<Language, string>>;

/** Chooses a text: `say({ en: 'epoch', zh: '轮' })`. */
export type Say = (words: Words) => string;

/** What chooses the texts of a language. */
export const saying =
  (language: Language): Say =>
  (words) =>
    words[language];

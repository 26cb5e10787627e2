/** The few words of the page itself. */
export interface ReportTexts {
  /** Name of the table of contents. */
  readonly contents: string;
  /** The link to the content, for those who use a keyboard. */
  readonly skip: string;
  /** Name of the choice of colors. */
  readonly colors: string;
  readonly auto: string;
  readonly light: string;
  readonly dark: string;
  /** Stands before the heading of a section to name its table. */
  readonly table: string;
}

const byLanguage: Readonly<Record<string, ReportTexts>> = {
  en: {
    contents: 'Contents',
    skip: 'Skip to the content',
    colors: 'Colors of the page',
    auto: 'Auto',
    light: 'Light',
    dark: 'Dark',
    table: 'Table: ',
  },
  zh: { contents: '目录', skip: '跳到正文', colors: '页面配色', auto: '自动', light: '浅色', dark: '深色', table: '表：' },
};

/** The words of a page in the language of the tag, English where there are none, with those of `own` in their place. */
export function reportTexts(lang: string, own: Partial<ReportTexts> = {}): ReportTexts {
  return { ...(byLanguage[lang.split('-')[0]!.toLowerCase()] ?? byLanguage['en']!), ...own };
}

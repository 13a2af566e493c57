import type { WidgetOptions } from '../types.ts';

/** Where the page said what it wants. */
export interface PageHints {
  scriptSrc: string;
  dataset: { widget?: string; lang?: string; theme?: string };
  /** `document.centralinoWidgetID`, or the name that pages of an older product use. */
  documentId: unknown;
  legacyDocumentId: unknown;
  pageUrl: string;
  htmlLang: string;
  navigatorLanguages: readonly string[];
}

/** The widget's options out of the page; null when the page does not say which widget. (No method of arrays: the page may have patched them.) */
export function optionsOf(hints: PageHints): WidgetOptions | null {
  const id = said(hints.dataset.widget) || said(hints.documentId) || said(hints.legacyDocumentId);
  if (id === '') return null;
  return {
    id,
    origin: new URL(hints.scriptSrc, hints.pageUrl).origin,
    language: languageOf(hints),
    theme: hints.dataset.theme === 'light' || hints.dataset.theme === 'dark' ? hints.dataset.theme : 'auto',
  };
}

const said = (candidate: unknown): string => (typeof candidate === 'string' ? candidate.trim() : '');

/** The first that is one of ours: the script tag, the page's address, the page's language, the browser's; else English. */
function languageOf({ dataset, pageUrl, htmlLang, navigatorLanguages }: PageHints): WidgetOptions['language'] {
  const query = new URL(pageUrl).searchParams.get('lang');
  const byPage = ours(dataset.lang) ?? ours(query) ?? ours(htmlLang);
  if (byPage !== null) return byPage;
  for (const candidate of navigatorLanguages) {
    const language = ours(candidate);
    if (language !== null) return language;
  }
  return 'en';
}

function ours(tag: string | null | undefined): WidgetOptions['language'] | null {
  const primary = tag?.slice(0, 2).toLowerCase();
  return primary === 'it' || primary === 'en' ? primary : null;
}

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

/** The widget's options out of the page; null when the page does not say which widget. */
export function optionsOf(hints: PageHints): WidgetOptions | null {
  const id = [hints.dataset.widget, hints.documentId, hints.legacyDocumentId].find(
    (candidate): candidate is string => typeof candidate === 'string' && candidate.trim() !== '',
  );
  if (id === undefined) return null;
  return {
    id: id.trim(),
    origin: new URL(hints.scriptSrc, hints.pageUrl).origin,
    language: languageOf(hints),
    theme: hints.dataset.theme === 'light' || hints.dataset.theme === 'dark' ? hints.dataset.theme : 'auto',
  };
}

/** The first that is one of ours: the script tag, the page's address, the page's language, the browser's; else English. */
function languageOf({ dataset, pageUrl, htmlLang, navigatorLanguages }: PageHints): WidgetOptions['language'] {
  const query = new URL(pageUrl).searchParams.get('lang');
  for (const candidate of [dataset.lang, query, htmlLang, ...navigatorLanguages]) {
    const primary = candidate?.slice(0, 2).toLowerCase();
    if (primary === 'it' || primary === 'en') return primary;
  }
  return 'en';
}

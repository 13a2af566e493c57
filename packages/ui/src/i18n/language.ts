import { Language } from '@centralino/protocol';

const storageKey = 'centralino.language';

/**
 * The language of the page: `?lang=` (kept for the next visit), else the stored choice, else the browser's first known one, else English.
 * Pure, so that every source can be tested.
 */
export function chooseLanguage(sources: { search: string; stored: string | null; preferred: readonly string[] }): Language {
  const asked = Language.safeParse(new URLSearchParams(sources.search).get('lang'));
  if (asked.success) return asked.data;
  const stored = Language.safeParse(sources.stored);
  if (stored.success) return stored.data;
  for (const tag of sources.preferred) {
    const known = Language.safeParse(tag.toLowerCase().split('-', 1)[0]);
    if (known.success) return known.data;
  }
  return 'en';
}

const read = (): string | null => {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null; // storage can be forbidden: the choice then lasts as long as the page
  }
};

/** Keeps a choice for this browser. */
export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // see read()
  }
}

/** The language of this page now. */
export function currentLanguage(): Language {
  const language = chooseLanguage({ search: location.search, stored: read(), preferred: navigator.languages });
  if (new URLSearchParams(location.search).has('lang')) storeLanguage(language);
  return language;
}

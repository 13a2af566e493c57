import type { Language } from '@centralino/protocol';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { IntlProvider, type AbstractIntlMessages } from 'use-intl';
import { currentLanguage, storeLanguage } from './language.ts';

const LanguageContext = createContext<{ language: Language; setLanguage: (language: Language) => void } | null>(null);

/** The language of the app and how to change it; changing keeps everything on the screen. */
export function useLanguage(): { language: Language; setLanguage: (language: Language) => void } {
  const value = useContext(LanguageContext);
  if (value === null) throw new Error('useLanguage needs a CentralinoIntl around it');
  return value;
}

/** The language as the reader's own region writes dates and numbers: British, where the browser does not say which English. */
const regional = (language: Language): string =>
  navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? (language === 'en' ? 'en-GB' : language);

/** Messages (ICU) in the reader's language around an app; keeps `<html lang>` true for screen readers. */
export function CentralinoIntl(props: { messages: Record<Language, AbstractIntlMessages>; children: ReactNode }): ReactNode {
  const [language, choose] = useState(currentLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(
    () => ({
      language,
      setLanguage: (next: Language) => {
        storeLanguage(next);
        const url = new URL(location.href);
        if (url.searchParams.has('lang')) {
          url.searchParams.set('lang', next);
          history.replaceState(history.state, '', url);
        }
        choose(next);
      },
    }),
    [language],
  );
  return (
    <LanguageContext value={value}>
      <IntlProvider
        locale={regional(language)}
        messages={props.messages[language]}
        timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      >
        {props.children}
      </IntlProvider>
    </LanguageContext>
  );
}

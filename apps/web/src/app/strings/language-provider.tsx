import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { en } from './en.js';
import { type Language, LanguageContext, load, preferredLanguage, remember } from './language.js';

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState({ language: 'en' as Language, strings: en });

  const show = useCallback(async (language: Language) => {
    const strings = await load(language);
    document.documentElement.lang = language;
    setShown({ language, strings });
  }, []);
  useEffect(() => {
    const preferred = preferredLanguage();
    if (preferred !== 'en') void show(preferred);
  }, [show]);

  const choose = useCallback(
    (language: Language) => {
      remember(language);
      void show(language);
    },
    [show],
  );
  const value = useMemo(() => ({ ...shown, choose }), [shown, choose]);
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

import { createContext, use } from 'react';
import { en, type Strings } from './en.js';

export type Language = 'en' | 'de';

/** As they call themselves. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

export interface LanguageChoice {
  readonly language: Language;
  readonly strings: Strings;
  readonly choose: (language: Language) => void;
}

export const LanguageContext = createContext<LanguageChoice>({ language: 'en', strings: en, choose: () => undefined });

export const useLanguage = (): LanguageChoice => use(LanguageContext);

/** Every word that the page says, in the reader's language. */
export const useStrings = (): Strings => useLanguage().strings;

/** What was chosen before, else what the browser asks for, else English. */
export function preferredLanguage(): Language {
  const known = [localStorage.getItem(KEY), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return known.find((tag): tag is Language => tag !== undefined && tag in LANGUAGES) ?? 'en';
}

/** English comes with the page, any other with its first reader. */
export async function load(language: Language): Promise<Strings> {
  return language === 'de' ? (await import('./de.js')).de : en;
}

export function remember(language: Language): void {
  localStorage.setItem(KEY, language);
}

const KEY = 'language';

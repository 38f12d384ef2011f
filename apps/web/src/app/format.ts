import { useMemo } from 'react';
import { useLanguage } from './strings/language.js';

/** Numbers and times as the reader writes them, times in the reader's zone. */
export function useFormat() {
  const { language } = useLanguage();
  return useMemo(() => formatsOf(language), [language]);
}

export type Formats = ReturnType<typeof formatsOf>;

/** A reader of English in London writes dates otherwise than one in Boston: the browser knows which it is. */
const localeOf = (language: string): string => navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

function formatsOf(chosen: string) {
  const language = localeOf(chosen);
  const numbers = new Intl.NumberFormat(language);
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const seconds = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const minutes = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  return {
    number: (value: number) => numbers.format(value),
    percent: (value: number) => percents.format(value),
    time: (iso: string) => seconds.format(new Date(iso)),
    minute: (at: number) => minutes.format(at),
    clock: (at: number) => clock.format(at),
    /** The zone that times are shown in, as people call it. */
    zone: new Intl.DateTimeFormat(language).resolvedOptions().timeZone,
  };
}

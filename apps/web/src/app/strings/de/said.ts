import { type Said } from '../said.js';
import { problems } from './problems.js';

/** Where a likely reading is known, the English sentence ends with it. */
const maybeMeant = (sentence: string) => (english: string) => {
  const [, meant] = /Did you mean (.+)\?$/.exec(english) ?? [];
  return meant === undefined ? sentence : `${sentence} Meinten Sie ${meant}?`;
};

/** The first number that stands in a sentence. */
const firstNumber = (english: string): string => /\d+/.exec(english)?.[0] ?? '';

/** A name that stands in quotation marks; names may have some themselves. */
const named = (english: string): string | undefined => /"(.*)"/.exec(english)?.[1];

const range = (english: string): string => {
  const [min = '', max = ''] = english.match(/\d+/g) ?? [];
  return `Geben Sie eine ganze Zahl von ${min} bis ${max} an.`;
};

export const said: Said = {
  rows: {
    MISSING_COMMA: 'Das Komma nach der Nummer fehlt. Es ist auch nötig, wo die Beschreibung leer ist.',
    TOO_MANY_COLUMNS:
      'Die Zeile hat mehr als zwei Spalten. Steht ein Komma in der Beschreibung, setzen Sie diese in doppelte Anführungszeichen.',
    BAD_QUOTE:
      'Ein doppeltes Anführungszeichen steht, wo keines stehen darf. Setzen Sie die ganze Beschreibung in doppelte Anführungszeichen, und verdoppeln Sie jedes darin.',
    DNIS_MISSING: 'Die Nummer fehlt. Schreiben Sie sie mit Ländervorwahl, etwa +18005550100.',
    DNIS_SCIENTIFIC_NOTATION:
      'Ein Tabellenprogramm hat diese Nummer gekürzt, ihre letzten Ziffern sind verloren. Formatieren Sie die Spalte als Text, tippen Sie die Nummer neu ein und speichern Sie.',
    DNIS_NOT_E164: maybeMeant(
      'Das ist keine Nummer im Format E.164. Schreiben Sie „+“, die Ländervorwahl und die Ziffern, nichts dazwischen, etwa +18005550100.',
    ),
    DNIS_TOO_LONG: maybeMeant('Die Nummer hat mehr als 15 Ziffern. Prüfen Sie, ob welche zu viel sind.'),
    DNIS_UNKNOWN_COUNTRY: maybeMeant(
      'Kein Land hat diese Vorwahl. Beginnen Sie die Nummer mit der Ländervorwahl, etwa +1 oder +44.',
    ),
    DNIS_WRONG_LENGTH: maybeMeant(
      'Keine Nummer dieses Landes hat so viele Ziffern. Prüfen Sie, ob welche fehlen oder zu viel sind.',
    ),
    DNIS_NATIONAL_FORMAT: maybeMeant(
      'Ohne „+“ könnte das eine Nummer Ihres Landes oder eines anderen sein. Schreiben Sie sie mit „+“ und Ländervorwahl.',
    ),
    DNIS_COUNTRY_NOT_ALLOWED:
      'Diese Installation erlaubt keine Nummern dieses Landes. Nehmen Sie eine Nummer eines erlaubten Landes.',
    DNIS_PREMIUM_RATE: (english) =>
      english.includes('does not allow')
        ? 'Das ist eine Mehrwertnummer, die diese Installation nicht erlaubt. Nehmen Sie eine andere.'
        : 'Das ist eine Mehrwertnummer: Wer sie anruft, zahlt mehr. Prüfen Sie, ob sie gemeint ist.',
    DUPLICATE_IN_FILE: (english) =>
      `Diese Nummer steht schon in Zeile ${firstNumber(english)}. Entfernen Sie eine der beiden Zeilen, oder berichtigen Sie die Nummer.`,
    DESCRIPTION_TOO_LONG: 'Die Beschreibung ist länger als 32 Zeichen. Kürzen Sie sie.',
    DESCRIPTION_CONTROL_CHARACTER:
      'In der Beschreibung steht ein Zeilenumbruch oder ein anderes Steuerzeichen. Entfernen Sie es.',
    NUMBER_TAKEN: (english) =>
      `Diese Nummer gehört schon der Gruppe „${named(english) ?? ''}“. Nehmen Sie eine andere, oder löschen Sie sie zuerst dort.`,
    NUMBER_DRAINING:
      'Diese Nummer wird gerade aus einer anderen Gruppe entfernt und hat noch laufende Call-Ins. Versuchen Sie es in 30 Minuten wieder.',
    POOL_FULL: 'Die Gruppe hat schon 10.000 Nummern. Löschen Sie erst welche, oder nehmen Sie eine andere Gruppe.',
    APOSTROPHE_DROPPED:
      'Der Apostroph vor der Nummer wurde weggelassen. Tabellenprogramme kennzeichnen damit einen Text.',
    DNIS_NOT_IN_USE:
      'Aus diesem Bereich ist keine Nummer als vergeben bekannt. Prüfen Sie sie; ist der Bereich ganz neu, stimmt sie.',
    NOTHING_REMOVED:
      'Die Nummer dieser Zeile ist unlesbar, darum weiß niemand, welche Nummer die Datei behalten will: Es wird keine aus dem Pool entfernt. Berichtigen oder verwerfen Sie die Zeile.',
  },
  files: {
    TOO_MANY_ROWS: 'Die Datei hat mehr als 10.000 Zeilen. Importieren Sie sie in Teilen.',
    NO_ROWS: 'Die Datei hat keine Zeilen. Schreiben Sie je Nummer eine: Nummer,Beschreibung',
    QUOTE_NOT_CLOSED:
      'In dieser Zeile öffnet ein doppeltes Anführungszeichen, und keines schließt es. Schließen Sie es, oder verdoppeln Sie es, wenn es zum Text gehört.',
    GROUP_DELETED:
      'Die Gruppe wurde gelöscht, bevor der Import geschrieben werden konnte. Importieren Sie die Datei in eine andere Gruppe.',
    POOL_CHANGED: (english) =>
      `Jedes der ${firstNumber(english)} Male, die die Datei am Pool geprüft wurde, hat ihn inzwischen jemand geändert. Importieren Sie die Datei noch einmal, wenn niemand die Gruppe ändert.`,
    GAVE_UP: (english) =>
      `Der Import wurde ${firstNumber(english)}-mal begonnen und kam nie zu Ende. Laden Sie die Datei noch einmal hoch, und melden Sie es, wenn das ebenso ausgeht.`,
    FILE_GONE: 'Die Datei wird nicht mehr aufbewahrt. Laden Sie sie noch einmal hoch.',
    WOULD_EMPTY_POOL:
      'Keine Nummer des Pools steht in der Datei, und keine aus ihr kann hinzukommen: Die Gruppe bliebe ohne Nummern. Berichtigen Sie die Datei, oder löschen Sie die Gruppe.',
    CONFIRM_REMOVED: (english) => {
      const [removed = '', poolSize = ''] = english.match(/\d+/g) ?? [];
      return `In der Datei fehlen ${removed} der ${poolSize} Nummern des Pools, die entfernt würden. Ist das gemeint, bestätigen Sie es unten.`;
    },
    ABANDONED: (english) =>
      `Niemand hat die Zeilen innerhalb von ${firstNumber(english)} Tagen berichtigt, darum wurde der Import abgebrochen. Laden Sie die Datei noch einmal hoch.`,
  },
  kept: {
    EDITED: 'Jemand hat diese Nummer seit dem Import geändert: Sie bleibt, wie sie ist.',
    NUMBER_LEASED: 'Ein laufender Call-In hat diese Nummer: Kein anderer bekommt sie, und sie geht, sobald er endet.',
    NUMBER_DRAINING:
      'Diese Nummer wird gerade entfernt und hat vielleicht noch Call-Ins. Sehen Sie in 30 Minuten wieder nach.',
    NUMBER_TAKEN: 'Diese Nummer gehört inzwischen einer anderen Gruppe: Sie bleibt dort.',
    POOL_FULL: 'Der Pool ist voll: Löschen Sie Nummern, und fügen Sie dann diese von Hand hinzu.',
    LAST_NUMBER:
      'Die letzte Nummer einer Gruppe bleibt: Fügen Sie erst eine andere hinzu, und löschen Sie dann diese von Hand.',
  },
  fields: {
    NOT_A_WHOLE_NUMBER: range,
    OUT_OF_RANGE: range,
    OVERFLOW_NUMBER_MISSING: 'Geben Sie die Nummer an, die antwortet, wenn der Pool erschöpft ist.',
    OVERFLOW_NUMBER_IN_POOL: 'Diese Nummer steht in einem Pool. Nehmen Sie eine, die in keinem steht.',
    PASSWORD_TOO_SHORT: 'Das Passwort ist zu kurz. Nehmen Sie 12 Zeichen oder mehr.',
    PASSWORD_TOO_LONG: 'Das Passwort ist zu lang. Nehmen Sie höchstens 256 Zeichen.',
    PASSWORD_TOO_COMMON: 'Dieses Passwort würde als eines der ersten geraten. Nehmen Sie ein anderes.',
    WRONG_PASSWORD: 'Das ist nicht Ihr Passwort.',
    WRONG_SECOND_FACTOR: 'Das ist nicht der Code der App. Warten Sie auf den nächsten.',
    GROUP_NOT_FOUND: 'Eine dieser Gruppen gibt es nicht mehr. Laden Sie die Seite neu, und wählen Sie noch einmal.',
    EXPIRED: 'Geben Sie eine Zeit an, die noch kommt.',
  },
  problems,
};

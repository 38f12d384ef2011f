import { type Said } from '../said.js';

const SAVE_AS = 'Speichern Sie sie als „CSV UTF-8 (durch Trennzeichen getrennt)“, mit Kommas.';

/** The number and the group that has it, in the English sentence. */
const taken = (english: string): string => {
  const [, dnis, group] = /^(\+\d+) belongs to the group "(.*)"\./.exec(english) ?? [];
  if (dnis === undefined || group === undefined) return 'Diese Nummer gehört schon einer Gruppe.';
  return `${dnis} gehört der Gruppe „${group}“. Löschen Sie sie zuerst dort, oder lassen Sie sie weg.`;
};

export const problems: Said['problems'] = {
  MALFORMED_JSON: 'Die Anfrage war unlesbar. Laden Sie die Seite neu.',
  BAD_REQUEST: 'Die Anfrage war unlesbar. Laden Sie die Seite neu.',
  UNAUTHENTICATED: 'Sie sind nicht mehr angemeldet. Melden Sie sich neu an.',
  WRONG_CREDENTIALS: 'E-Mail oder Passwort ist falsch.',
  SECOND_FACTOR_REQUIRED: 'Geben Sie den Code Ihrer Authenticator-App oder einen Ersatzcode an.',
  WRONG_SECOND_FACTOR: 'Der Code ist falsch oder nicht mehr gültig. Warten Sie auf den nächsten.',
  FORBIDDEN: 'Ihre Rolle erlaubt das nicht.',
  CROSS_ORIGIN: 'Die Anfrage kam von einer anderen Seite. Laden Sie diese neu.',
  ROUTE_NOT_FOUND: 'Das gibt es nicht. Laden Sie die Seite neu.',
  GROUP_NOT_FOUND: 'Diese Gruppe gibt es nicht mehr.',
  NUMBER_NOT_FOUND: 'Die Gruppe hat diese Nummer nicht mehr.',
  IMPORT_NOT_FOUND: 'Diesen Import gibt es nicht.',
  USER_NOT_FOUND: 'Diese Person gibt es nicht mehr.',
  API_KEY_NOT_FOUND: 'Diesen Schlüssel gibt es nicht mehr.',
  NO_OPEN_ID_CONNECT: 'Es ist kein Anbieter eingerichtet. Melden Sie sich mit E-Mail und Passwort an.',
  CALL_IN_NOT_FOUND: 'Diesen Call-In gibt es nicht.',
  GROUP_NAME_TAKEN: 'Eine andere Gruppe heißt so. Wählen Sie einen anderen Namen; Groß und klein gelten gleich.',
  GROUP_DELETING: 'Die Gruppe wird gelöscht. Legen Sie eine andere an.',
  GROUP_DRAFT: 'Die Gruppe hat noch keine Nummern. Fügen Sie die erste hinzu.',
  CALL_IN_ENDED: 'Dieser Call-In ist schon zu Ende.',
  NUMBER_TAKEN: taken,
  NUMBER_DRAINING: 'Die Nummer läuft noch aus. Versuchen Sie es in höchstens 30 Minuten wieder.',
  POOL_FULL: 'Die Gruppe hat schon 10.000 Nummern. Löschen Sie welche, oder nehmen Sie eine andere Gruppe.',
  NOT_CORRECTABLE: 'Dieser Import wartet auf keine Berichtigung mehr.',
  NOT_COMMITTABLE: 'Aus diesem Import ist nichts zu schreiben.',
  ALREADY_COMMITTED: 'Das wurde schon importiert.',
  NOT_CANCELLABLE: 'Der Import ist zu Ende; es gibt nichts mehr abzubrechen. Was fertig ist, lässt sich zurücknehmen.',
  NOT_UNDOABLE: 'Dieser Import hat nichts geschrieben.',
  ALREADY_UNDONE: 'Der Import wurde schon zurückgenommen.',
  UNDO_EXPIRED: 'Ein Import lässt sich 30 Tage lang zurücknehmen. Ändern Sie die Nummern von Hand.',
  NOTHING_TO_UNDO: 'Es ist nichts mehr zurückzunehmen.',
  FILE_GONE: 'Die Datei wird nicht mehr aufbewahrt. Laden Sie sie noch einmal hoch.',
  EMAIL_TAKEN: 'Diese E-Mail-Adresse hat schon jemand.',
  LAST_ADMINISTRATOR: 'Das ist der letzte Administrator. Machen Sie zuerst jemand anderen dazu, der sich anmeldet.',
  NO_PASSWORD: 'Diese Person meldet sich beim Anbieter an; Passwort und zweiter Faktor liegen dort.',
  NO_SECOND_FACTOR: 'Es wartet kein zweiter Faktor auf Bestätigung. Beginnen Sie von vorn.',
  SECOND_FACTOR_ON: 'Es gibt schon einen zweiten Faktor. Entfernen Sie ihn zuerst.',
  API_KEY_ENDED: 'Der Schlüssel ist widerrufen oder abgelaufen. Legen Sie einen neuen an.',
  IDEMPOTENCY_KEY_RUNNING: 'Das läuft noch. Versuchen Sie es in einer Sekunde wieder.',
  LAST_NUMBER: 'Die letzte Nummer einer Gruppe bleibt. Fügen Sie zuerst eine andere hinzu.',
  LINK_SPENT: 'Der Link ist verbraucht. Bitten Sie um einen neuen.',
  PRECONDITION_FAILED: 'Jemand anderes hat das inzwischen geändert. Nichts wurde überschrieben.',
  FILE_TOO_LARGE: 'Die Datei ist zu groß. Höchstens 4 MiB und 10.000 Zeilen: teilen Sie sie.',
  BODY_TOO_LARGE: 'Das ist zu viel auf einmal. Teilen Sie es.',
  UNSUPPORTED_MEDIA_TYPE: 'Diese Art von Inhalt wird hier nicht angenommen.',
  FILE_NOT_CSV: `Das ist keine CSV-Datei. ${SAVE_AS}`,
  VALIDATION_FAILED: 'Etwas an den Angaben stimmt nicht.',
  IDEMPOTENCY_KEY_REUSED: 'Das wurde schon mit anderen Angaben gesendet. Laden Sie die Seite neu.',
  GROUP_NAME_IMMUTABLE: 'Der Name einer Gruppe ändert sich nie.',
  FILE_MISSING: 'Die Datei fehlt. Wählen Sie eine.',
  FILE_EMPTY: 'Die Datei ist leer. Schreiben Sie je Nummer eine Zeile: Nummer,Beschreibung',
  FILE_UTF16: `Die Datei ist in UTF-16 geschrieben. ${SAVE_AS}`,
  FILE_NOT_UTF8: (english) => {
    const [line] = /\d+(?= has)/.exec(english) ?? [];
    return `${line ? `Zeile ${line} hat ein Zeichen, das nicht UTF-8 ist` : 'Die Datei ist nicht in UTF-8'}. ${SAVE_AS}`;
  },
  FILE_WRONG_SEPARATOR: `Die Spalten sind nicht durch Kommas getrennt. ${SAVE_AS}`,
  TOO_MANY_LIVE_CALL_INS: 'Dieser Anrufer hat zu viele laufende Call-Ins.',
  RATE_LIMITED: 'Das waren zu viele Anfragen. Versuchen Sie es gleich noch einmal.',
  INTERNAL_ERROR:
    'Im Dienst ist etwas schiefgegangen. Versuchen Sie es noch einmal, und melden Sie es, wenn es bleibt.',
  POOL_EXHAUSTED: 'Jede Nummer der Gruppe ist in Gebrauch.',
  SIGN_IN_UNAVAILABLE: 'Gerade kann sich niemand anmelden. Versuchen Sie es gleich noch einmal.',
  DATABASE_UNAVAILABLE: 'Die Datenbank ist gerade nicht erreichbar. Versuchen Sie es gleich noch einmal.',
};

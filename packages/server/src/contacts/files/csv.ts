import { CentralinoError, contactColumns, type Contact } from '@centralino/protocol';
import { stringify } from 'csv-stringify/sync';

/** A longer row has a quote that nobody closed. */
export const longestRecord = 100_000;
export const mostColumns = 1_000;
/** A file with more such rows is no CSV. */
const mostBroken = 100;

/** The sign between columns that the first line has most of. */
export function delimiterOf(text: string): string {
  const line = /^[^\r\n]*/.exec(text.slice(0, 20_000).replace(/^\uFEFF?[\r\n]*/, ''))?.[0] ?? '';
  const outside = line.replace(/"[^"]*"/g, '');
  const signs = [';', ',', '\t', '|'].map((sign) => ({ sign, count: outside.split(sign).length }));
  return signs.sort((a, b) => b.count - a.count)[0]?.sign ?? ',';
}

/** Excel's own first line: the sign between columns. */
const separatorLine = /^"?sep=(.)"?[;,\t|]*(?:\r\n|\r|\n|$)/i;

/** How a record ends; `cells` null: it is too long, or has too many columns. */
type Record_ = { cells: string[] | null; next: number };

/**
 * The record that begins at a place (RFC 4180, but a quote within a field that is not quoted, or after its end, is a sign like others).
 * Whatever is wrong ends with the line in which it began: an open quote never swallows the rest of a file.
 */
function recordAt(text: string, from: number, delimiter: string): Record_ {
  const cells: string[] = [];
  const last = Math.min(text.length, from + longestRecord);
  const lineEnd = /[\r\n]/g;
  let at = from;
  const broken = (): Record_ => {
    lineEnd.lastIndex = from;
    const end = lineEnd.exec(text)?.index ?? text.length;
    return { cells: null, next: text.startsWith('\r\n', end) ? end + 2 : end + 1 };
  };
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      for (at += 1; ;) {
        const quote = text.indexOf('"', at);
        if (quote < 0 || quote >= last) return broken();
        cell += text.slice(at, quote);
        at = quote + 1;
        const after = text[at];
        if (after === '"') at += 1;
        else if (after === undefined || after === delimiter || after === '\r' || after === '\n') break;
        cell += '"';
      }
    } else {
      const start = at;
      while (at < last && text[at] !== delimiter && text[at] !== '\r' && text[at] !== '\n') at += 1;
      if (at === last && last < text.length) return broken();
      cell = text.slice(start, at);
    }
    if (cells.length >= mostColumns) return broken();
    cells.push(cell);
    if (text[at] === delimiter) at += 1;
    else return { cells, next: text.startsWith('\r\n', at) ? at + 2 : at + 1 };
  }
}

/** A formula that was made harmless, or a number that was kept from becoming one (`="045…"`), is what it was. */
const plain = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : (/^="([^"]*)"$/.exec(cell)?.[1] ?? cell));

/** Rows of a CSV text, the header first; a row that can't be read comes as null. Throws `import.unreadable`. */
export function* csvRows(text: string): Generator<string[] | null> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const said = separatorLine.exec(text.slice(at, at + 40));
  if (said !== null) at += said[0].length;
  const delimiter = said?.[1] ?? delimiterOf(text);
  for (let broken = 0; at < text.length;) {
    const { cells, next } = recordAt(text, at, delimiter);
    at = next;
    if (cells === null) broken += 1;
    if (broken > mostBroken)
      throw new CentralinoError('import.unreadable', `more than ${mostBroken} rows are too long, or have a quote that nobody closed`);
    if (cells?.length !== 1 || cells[0] !== '') yield cells?.map(plain) ?? null;
  }
}

/** Spreadsheets would run what begins like this. A plain number with its plus is one. */
const harmless = (value: string): string => (/^[=+\-@\t\r]/.test(value) && !/^\+[\d\s()./-]+$/.test(value) ? `'${value}` : value);

/** What Excel would make a number of: the plus and zeros before it are lost, and what has more than 11 digits becomes `3,90452E+11`. */
const asText = (value: string): string => (/^(?:\+\d+|0\d+|\d{12,})$/.test(value) ? `="${value}"` : harmless(value));

/** With semicolons: European spreadsheets take the comma for the decimal point, and put everything into one column. */
const line = (values: readonly string[]): string => stringify([values.map(asText)], { record_delimiter: '\r\n', delimiter: ';' });

/** With the mark by which spreadsheets know UTF-8. */
export const csvHeader = (): string => `\uFEFF${line(contactColumns)}`;

export function csvLine(contact: Contact): string {
  const entries = Object.fromEntries(
    (['tel', 'mail', 'web'] as const).flatMap((kind) =>
      contact[kind].flatMap(({ id, value, type }, index) => [
        [`${kind}${index + 1}_value`, value],
        [`${kind}${index + 1}_type`, type],
        [`${kind}${index + 1}_id`, id],
      ]),
    ),
  ) as Record<string, string>;
  const values: Record<string, string> = {
    ...entries,
    ...Object.fromEntries(contact.custom.map((value, index) => [`custom_${index + 1}`, value])),
    uid: contact.externalId === '' ? contact.id : contact.externalId,
    surname: contact.lastName,
    name: contact.firstName,
    othername: contact.otherName,
    company: contact.company,
    department: contact.department,
    street: contact.street,
    postcode: contact.postcode,
    city: contact.city,
    region: contact.region,
    country: contact.country,
    role: contact.role,
    category: contact.category,
    vip: contact.vip ? 'TRUE' : 'FALSE',
    note: contact.notes,
    kind: contact.kind,
    company_uuid_source: contact.companyExternalId,
  };
  return line(contactColumns.map((name) => values[name] ?? ''));
}

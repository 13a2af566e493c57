import { contactColumns, type Contact } from '@centralino/protocol';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { Readable } from 'node:stream';

const chunkSize = 64 * 1024;

function* chunksOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; from += chunkSize) yield text.slice(from, from + chunkSize);
}

/** The sign between columns that the first line has most of. */
export function delimiterOf(text: string): string {
  const line = text.slice(0, 20_000).split(/\r?\n/, 1)[0] ?? '';
  const outside = line.replace(/"[^"]*"/g, '');
  const signs = [';', ',', '\t', '|'].map((sign) => ({ sign, count: outside.split(sign).length }));
  return signs.sort((a, b) => b.count - a.count)[0]?.sign ?? ',';
}

/** Rows of a CSV text, the header first; a row that can't be read comes as null. The event loop goes on meanwhile. */
export async function* csvRows(text: string): AsyncGenerator<string[] | null> {
  let skipped = 0;
  const parser = Readable.from(chunksOf(text)).pipe(
    parse({
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: () => {
        skipped += 1;
        return undefined;
      },
    }),
  );
  for await (const row of parser as AsyncIterable<string[]>) {
    while (skipped > 0) {
      skipped -= 1;
      yield null;
    }
    // A formula that was made harmless when it was exported is what it was.
    yield row.map((value) => (/^'[=+\-@\t\r]/.test(value) ? value.slice(1) : value));
  }
  for (; skipped > 0; skipped -= 1) yield null;
}

/** Spreadsheets would run what begins like this. A plain number with its plus is one. */
const harmless = (value: string): string => (/^[=+\-@\t\r]/.test(value) && !/^\+[\d\s()./-]+$/.test(value) ? `'${value}` : value);

const line = (values: readonly string[]): string => stringify([values.map(harmless)], { record_delimiter: '\r\n' });

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

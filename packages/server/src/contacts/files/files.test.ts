import { contactNameOf, emptyContactFields, type Contact } from '@centralino/protocol';
import { describe, expect, it } from 'vitest';
import { guessColumns } from './headers.ts';
import { csvHeader, csvLine, delimiterOf } from './csv.ts';
import { type FileHead, type FileRow, readFileRows } from './read-file.ts';
import { vcardOf } from './vcard.ts';

async function read(format: 'csv' | 'vcard', text: string): Promise<{ head: FileHead; rows: FileRow[] }> {
  let head: FileHead = { headers: [], columns: [] };
  const rows: FileRow[] = [];
  for await (const row of readFileRows({ format, text }, (found) => (head = found))) rows.push(row);
  return { head, rows };
}

const contact: Contact = {
  ...emptyContactFields,
  id: 'c1',
  firstName: 'Zoë; "the" ☎',
  lastName: "D'Àngelo, Jr.",
  company: 'Acme \\ Sons',
  notes: 'first line\nsecond, line; end',
  street: 'Via Roma, 1',
  city: 'Verona',
  tel: [
    { id: 't1', value: '+39 045 2224600', type: 'WORK', e164: '+390452224600' },
    { id: 't2', value: '333 1234567', type: 'CELL_HOME', e164: '+393331234567' },
  ],
  mail: [{ id: 'm1', value: 'zoe@example.com', type: 'INTERNET_HOME' }],
  web: [{ id: 'w1', value: 'https://example.com', type: 'WORK' }],
  createdAt: 1,
  updatedAt: 1,
};

describe('columns', () => {
  it('are guessed from Italian, English and the vendor’s names', () => {
    expect(guessColumns(['Cognome', 'NOME', 'Ragione Sociale', 'Città', 'CAP', 'Telefono', 'Cellulare', 'E-mail', 'Note', '???'])).toEqual([
      'surname',
      'name',
      'company',
      'city',
      'postcode',
      'tel1_value',
      'tel2_value',
      'mail1_value',
      'note',
      null,
    ]);
    expect(guessColumns(['First Name', 'Last name', 'Phone', 'tel1_value', 'custom_3', 'company_uuid_source'])).toEqual([
      'name',
      'surname',
      'tel2_value',
      'tel1_value',
      'custom_3',
      'company_uuid_source',
    ]);
  });
});

describe('CSV', () => {
  it('is read with any sign between columns, quotes and line ends within; the header tells types of numbers', async () => {
    expect([delimiterOf('a;b,c;d\n'), delimiterOf('a\tb'), delimiterOf('"x;y;z",b')]).toEqual([';', '\t', ',']);
    const { rows } = await read(
      'csv',
      '\uFEFFNome;Cognome;Cellulare;Note\r\nMario;"Rossi; ""Jr""";333 1234567;"due\nrighe"\r\n\r\n;;;\r\n',
    );
    expect(rows.map(({ fields }) => fields)).toEqual([
      { firstName: 'Mario', lastName: 'Rossi; "Jr"', tel: [{ value: '333 1234567', type: 'CELL' }], notes: 'due\nrighe' },
      null,
    ]);
    expect(rows[1]?.problems).toEqual([{ column: null, code: 'empty', fatal: true }]);
  });

  it('tells what is wrong with a row, and takes what is right', async () => {
    const { rows } = await read(
      'csv',
      `name,tel1_value,tel1_type,mail1_value,web1_value\n${'x'.repeat(101)},ask Anna,PAGER,nobody,javascript:alert(1)\n`,
    );
    expect(rows[0]?.problems.map(({ column, code }) => `${column} ${code}`)).toEqual([
      'name tooLong',
      'tel1_type type',
      'tel1_value number',
      'mail1_value email',
      'web1_value web',
    ]);
    expect(rows[0]?.fields).toEqual({ firstName: 'x'.repeat(100), tel: [{ value: 'ask Anna', type: 'WORK' }] });
  });

  it('that was exported reads the same, and runs nothing in a spreadsheet', async () => {
    const evil = { ...contact, firstName: '=HYPERLINK("http://evil")', company: '+cmd|calc', notes: '@SUM(A1)' };
    const text = csvHeader() + csvLine(evil);
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(text).toContain(';+39 045 2224600;');
    expect(text).not.toMatch(/(^|;|")[=@]/m);
    const { rows } = await read('csv', text);
    const { id: _id, bookId: _book, createdAt: _c, updatedAt: _u, ...fields } = evil;
    expect({ ...emptyContactFields, ...rows[0]?.fields }).toEqual({
      ...emptyContactFields,
      ...fields,
      custom: [],
      externalId: 'c1',
      tel: evil.tel.map(({ e164: _e, ...tel }) => tel),
    });
    expect(rows[0]?.problems).toEqual([]);
  });

  it('that is none is refused', async () => {
    for (const text of ['\0\0\0', '\uFEFF', '\n\n'])
      await expect(read('csv', text), JSON.stringify(text)).rejects.toMatchObject({ code: 'import.unreadable' });
    await expect(read('vcard', 'BEGIN:VCARD')).rejects.toMatchObject({ code: 'import.unreadable' });
  });
});

describe('vCard', () => {
  it('that was exported reads the same', async () => {
    const card = vcardOf(contact, contactNameOf(contact));
    for (const line of card.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const { rows } = await read('vcard', card + card);
    expect(rows).toHaveLength(2);
    expect(rows[0]?.fields).toMatchObject({
      firstName: contact.firstName,
      lastName: contact.lastName,
      company: contact.company,
      notes: contact.notes,
      street: contact.street,
      city: contact.city,
      tel: [
        { value: '+39 045 2224600', type: 'WORK' },
        { value: '333 1234567', type: 'CELL_HOME' },
      ],
      mail: [{ value: 'zoe@example.com', type: 'INTERNET_HOME' }],
      web: [{ value: 'https://example.com', type: 'WORK' }],
    });
  });

  it('of version 3, and as phones write it, is read too', async () => {
    const text = [
      'BEGIN:VCARD',
      'VERSION:3.0',
      'FN:Mario Rossi',
      'N:Rossi;Mario;;;',
      'ORG:Acme\\, Inc.;Sales',
      'item1.TEL;type=HOME;type=VOICE:045 111',
      ' 2222',
      'TEL;TYPE=CELL;TYPE=pref:+39 333 1234567',
      'EMAIL;TYPE=INTERNET;TYPE=WORK:mario@example.com',
      'NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Caff=C3=A8',
      'X-UNKNOWN:whatever',
      'END:VCARD',
      'BEGIN:VCARD',
      'FN:Solo Nome',
      'END:VCARD',
    ].join('\r\n');
    const { rows } = await read('vcard', text);
    expect(rows.map(({ fields }) => fields)).toMatchObject([
      {
        firstName: 'Mario',
        lastName: 'Rossi',
        company: 'Acme, Inc.',
        department: 'Sales',
        notes: 'Caffè',
        tel: [
          { value: '+39 333 1234567', type: 'CELL' },
          { value: '045 1112222', type: 'HOME' },
        ],
      },
      { firstName: 'Solo', lastName: 'Nome' },
    ]);
  });

  it('of version 2.1 may go on in the next line', async () => {
    const text = [
      'BEGIN:VCARD',
      'VERSION:2.1',
      'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:D=27Angi=C3=B2;Nicol=C3=',
      '=B2;;;',
      'NOTE;ENCODING=QUOTED-PRINTABLE:a long=',
      ' note, =',
      'with more: much',
      'PHOTO;JPEG;ENCODING=BASE64:',
      ' /9j/4AAQSkZJRg==',
      '',
      'TEL;CELL:3471112223',
      'END:VCARD',
    ].join('\r\n');
    const { rows } = await read('vcard', text);
    expect(rows.map(({ fields }) => fields)).toMatchObject([
      { firstName: 'Nicolò', lastName: "D'Angiò", notes: 'a long note, with more: much', tel: [{ value: '3471112223', type: 'CELL' }] },
    ]);
  });
});

it('lets the rest of the server have its turns while a long file is read', async () => {
  const rows = Array.from({ length: 2_000 }, (_, i) => `Nome${i};0458${String(i).padStart(6, '0')};p${i}@example.com`);
  let turns = 0;
  let next = setImmediate(function turn() {
    turns++;
    next = setImmediate(turn);
  });
  const found = await read('csv', ['Nome;Telefono;Email', ...rows].join('\r\n'));
  clearImmediate(next);
  expect(found.rows).toHaveLength(2_000);
  expect(turns).toBeGreaterThan(2);
}, 20_000);

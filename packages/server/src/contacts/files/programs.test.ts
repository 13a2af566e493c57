import { contactNameOf, type CreateContactBody, emptyContactFields } from '@centralino/protocol';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { phoneKeyOf } from '../phone-number.ts';
import { csvHeader, csvLine, longestRecord } from './csv.ts';
import { guessColumns } from './headers.ts';
import { type FileRow, mostRows, readFileRows } from './read-file.ts';

type Read = { rows: FileRow[]; fields: (CreateContactBody | null)[]; problems: string[]; unreadable: number; headers: string[] };

async function readBytes(bytes: Uint8Array | string, format: 'csv' | 'vcard' = 'csv'): Promise<Read> {
  const data = Buffer.from(bytes as string).toString('base64');
  const rows: FileRow[] = [];
  let unreadable = 0;
  let headers: string[] = [];
  const each = readFileRows(
    { format, data },
    (head) => (headers = head.headers),
    (count) => (unreadable += count),
  );
  for await (const row of each) rows.push(row);
  return {
    rows,
    fields: rows.map((row) => row.fields),
    problems: rows.flatMap(({ row, problems }) => problems.map(({ column, code }) => `${row} ${column} ${code}`)),
    unreadable,
    headers,
  };
}
const fixture = (name: string): Promise<Read> =>
  readBytes(readFileSync(new URL(`fixtures/${name}`, import.meta.url)), name.endsWith('.vcf') ? 'vcard' : 'csv');
const numbers = (fields: CreateContactBody | null | undefined): string[] =>
  (fields?.tel ?? []).map(({ value, type }) => `${phoneKeyOf(value)} ${type}`);

describe('files of other programs come in whole:', () => {
  it('Google, as it was', async () => {
    const { fields, problems } = await fixture('google-old.csv');
    expect(fields).toEqual([
      {
        firstName: 'Giulia',
        lastName: 'Verdi',
        company: 'Acme',
        role: 'Buyer',
        tel: [{ value: '+39 333 111 0001', type: 'CELL' }],
        mail: [{ value: 'giulia.verdi@example.com', type: 'INTERNET_HOME' }],
      },
    ]);
    expect(problems).toEqual([]);
  });

  it('Google, as it is, with several values in one cell', async () => {
    const { fields, problems } = await fixture('google-new.csv');
    expect(fields).toEqual([
      {
        firstName: 'Luca',
        lastName: 'Neri',
        company: 'Acme',
        role: 'Buyer',
        tel: [
          { value: '+39 333 111 0002', type: 'CELL' },
          { value: '045 2220002', type: 'CELL' },
          { value: '045 2220003', type: 'WORK' },
        ],
        mail: [
          { value: 'luca.neri@example.com', type: 'INTERNET_HOME' },
          { value: 'l.neri@example.com', type: 'INTERNET_HOME' },
        ],
      },
    ]);
    expect(problems).toEqual([]);
  });

  it('Google’s addresses, own labels and web pages', async () => {
    const { fields } = await readBytes(
      'First Name,Last Name,Labels,Website 1 - Label,Website 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,' +
        'Address 1 - City,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 2 - Street,Address 2 - City,Phone 1 - Label,Phone 1 - Value\n' +
        'Eva,Blu,* myContacts ::: Fornitori,Work,https://example.com,Work,x,Via Roma 1,Verona,VR,37100,Italia,Via Mare 2,Rimini,Work Fax,045 2220001\n',
    );
    expect(fields[0]).toMatchObject({
      category: 'Fornitori',
      street: 'Via Roma 1',
      city: 'Verona',
      region: 'VR',
      postcode: '37100',
      country: 'Italia',
      notes: 'Via Mare 2, Rimini',
      web: [{ value: 'https://example.com', type: 'WORK' }],
      tel: [{ value: '045 2220001', type: 'FAX_WORK' }],
    });
  });

  const work = { company: 'Acme', street: 'Via Roma 1', city: 'Verona', region: 'VR', postcode: '37100', country: 'Italy' };

  it('Outlook in English', async () => {
    const { fields, problems } = await fixture('outlook-en.csv');
    expect(fields).toEqual([
      {
        ...work,
        firstName: 'Sara',
        lastName: 'Bianchi',
        department: 'Sales',
        role: 'Area manager',
        tel: [
          { value: '045 2220011', type: 'WORK' },
          { value: '045 2220012', type: 'WORK' },
          { value: '+39 333 111 0003', type: 'CELL' },
          { value: '045 2220010', type: 'FAX_WORK' },
        ],
        mail: [{ value: 'sara.bianchi@example.com', type: 'INTERNET_WORK' }],
      },
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    [
      'Italian',
      'Titolo;Nome;Secondo nome;Cognome;Titolo straniero;Società;Reparto;Posizione;Via (uff.);Città (uff.);Provincia (uff.);CAP (uff.);Paese (uff.);' +
        'Via (ab.);Città (ab.);Telefono assistente;Fax (uff.);Ufficio;Ufficio 2;Richiamata automatica;Telefono auto;Telefono principale società;Fax (ab.);Abitazione;' +
        'Abitazione 2;ISDN;Cellulare;Indirizzo posta elettronica;Tipo posta elettronica;Indirizzo posta elettronica 2;Note;Pagina Web',
    ],
    [
      'German',
      'Anrede;Vorname;Weitere Vornamen;Nachname;Suffix;Firma;Abteilung;Position;Straße geschäftlich;Ort geschäftlich;Region geschäftlich;Postleitzahl geschäftlich;Land/Region geschäftlich;' +
        'Straße privat;Ort privat;Telefon Assistent;Fax geschäftlich;Telefon geschäftlich;Telefon geschäftlich 2;Rückmeldung;Autotelefon;Telefon Firma;Fax privat;Telefon privat;' +
        'Telefon (privat 2);ISDN;Mobiltelefon;E-Mail-Adresse;E-Mail-Typ;E-Mail 2: Adresse;Notizen;Webseite',
    ],
  ])('Outlook in %s', async (_language, header) => {
    const row =
      'Dr.;Sara;Anna;Bianchi;;Acme;Sales;Manager;Via Roma 1;Verona;VR;37100;Italy;Via Mare 2;Rimini;;045 2220010;045 2220011;045 2220012;;;045 2220013;' +
      ';045 2220014;;;+39 333 111 0003;sara@example.com;SMTP;s.bianchi@example.com;nota;www.example.com';
    const { fields, problems } = await readBytes(`${header}\r\n${row}\r\n`);
    expect(fields[0]).toMatchObject({
      ...work,
      firstName: 'Sara',
      otherName: 'Anna',
      lastName: 'Bianchi',
      department: 'Sales',
      role: 'Manager',
    });
    expect(numbers(fields[0])).toEqual([
      '+390452220011 WORK',
      '+390452220012 WORK',
      expect.stringContaining('+390452220013 '),
      '+390452220014 HOME',
      '+393331110003 CELL',
      '+390452220010 FAX_WORK',
    ]);
    expect(fields[0]?.mail?.map(({ value }) => value)).toEqual(['sara@example.com', 's.bianchi@example.com']);
    expect(fields[0]).toMatchObject({ web: [{ value: 'www.example.com' }], notes: 'nota\nVia Mare 2, Rimini' });
    expect(problems).toEqual([]);
  });

  it('more numbers than a contact has places are told', async () => {
    const header = Array.from({ length: 12 }, (_, i) => `Phone ${i + 1} - Value`).join(',');
    const { fields, problems } = await readBytes(
      `Name,${header}\nA,${Array.from({ length: 12 }, (_, i) => `045 22200${i + 10}`).join(',')}\n`,
    );
    expect(fields[0]?.tel).toHaveLength(10);
    expect(problems).toEqual(['1 tel11_value tooMany', '1 tel12_value tooMany']);
  });

  it('a whole name in one column', async () => {
    const of = async (header: string, name: string): Promise<string[]> => {
      const { fields } = await readBytes(`${header};Telefono\n${name};045 2220001\n`);
      return [fields[0]?.firstName ?? '', fields[0]?.lastName ?? ''];
    };
    expect(await of('Nome e cognome', 'Mario De Rossi')).toEqual(['Mario', 'De Rossi']);
    expect(await of('Cognome e nome', 'De Rossi Mario')).toEqual(['Mario', 'De Rossi']);
    expect(await of('Display Name', 'Rossi, Mario')).toEqual(['Mario', 'Rossi']);
  });

  it('Google’s cards, with links and commas as they are', async () => {
    const { fields, problems } = await fixture('google-3.vcf');
    expect(fields[0]).toMatchObject({
      firstName: 'Paolo',
      lastName: 'Verdi',
      company: 'Acme',
      web: [{ value: 'http://example.com/a,b', type: 'WORK' }],
      notes: 'a, b; c',
    });
    expect(fields[0]?.tel).toHaveLength(2);
    expect(problems).toEqual([]);
  });

  it('iPhone’s cards: grouped properties, labels, two addresses', async () => {
    const { fields } = await readBytes(
      [
        'BEGIN:VCARD',
        'VERSION:3.0',
        'N:Blu;Eva;;;',
        'item1.TEL;type=pref:+39 045 2220001',
        'item1.X-ABLabel:_$!<HomeFAX>!$_',
        'item2.TEL:+39 333 1110001',
        'item2.X-ABLabel:_$!<Mobile>!$_',
        'item3.ADR;type=WORK:;;Via Roma 1;Verona;VR;;Italia',
        'item4.ADR;type=HOME:;;Via Mare 2;Rimini;RN;47921;Italia',
        'item5.URL;type=pref:https\\://example.com/x',
        'item5.X-ABLabel:_$!<HomePage>!$_',
        'END:VCARD',
      ].join('\r\n'),
      'vcard',
    );
    expect(fields[0]).toMatchObject({ street: 'Via Roma 1', city: 'Verona', notes: 'Via Mare 2, 47921 Rimini, RN, Italia' });
    expect(fields[0]?.postcode).toBeUndefined();
    expect(fields[0]?.web?.[0]?.value).toBe('https://example.com/x');
    expect(fields[0]?.tel?.map(({ type }) => type)).toEqual(['MAIN', 'CELL']);
  });
});

describe('what a spreadsheet has done to numbers', () => {
  it('is told where the digits are lost, and nobody gets a stranger’s number', async () => {
    const { fields, problems } = await fixture('excel-scientific.csv');
    expect(fields.map((one) => [contactNameOf(one ?? {}), one?.tel])).toEqual([
      ['Anna Uno', undefined],
      ['Bruno Due', undefined],
      ['Carla Tre', undefined],
    ]);
    expect(problems).toEqual(['1 tel1_value scientific', '2 tel1_value scientific', '3 tel1_value scientific']);
    for (const text of ['3,90452E+11', '3.9E11', '-3,9E+11', '39e+10', '３,９E+11']) expect(phoneKeyOf(text), text).toBeNull();
    const cards = await readBytes('BEGIN:VCARD\nFN:A\nUID:1,2E+15\nTEL:3,90452E+11\nEND:VCARD\n', 'vcard');
    expect(cards.fields).toEqual([{ firstName: 'A' }]);
    expect(cards.problems).toEqual(['1 uid scientific', '1 tel1_value scientific']);
  });

  it('is taken back where nothing is lost', async () => {
    const { fields } = await readBytes('Nome;Telefono;Cellulare\nA;"=""0452220050""";3331110001.0\nB;\'0452220051;\n');
    expect(fields.flatMap(numbers)).toEqual(['+390452220050 MAIN', '+393331110001 CELL', '+390452220051 MAIN']);
  });

  it('does not happen to our own export in a European Excel: semicolons, and text where it would make a number', async () => {
    const tel = (value: string) => ({ id: 't1', value, type: 'WORK' as const, e164: null });
    const contact = {
      ...emptyContactFields,
      mail: [],
      web: [],
      id: 'c1',
      createdAt: 1,
      updatedAt: 1,
      lastName: 'A;B',
      postcode: '00100',
      externalId: '123456789012345',
    };
    for (const value of ['+390452220050', '0452220050', '390452220050']) {
      const text = csvHeader() + csvLine({ ...contact, tel: [tel(value)] });
      const cells = text.split('\r\n')[1]?.match(/"(?:[^"]|"")*"|[^;]+/g) ?? [];
      expect(cells.filter((cell) => /^(?:\+\d+|0\d+|\d{12,})$/.test(cell))).toEqual([]);
      expect(text.startsWith('\uFEFFuid;surname;name;')).toBe(true);
      const { fields } = await readBytes(text);
      expect(fields[0]).toMatchObject({ lastName: 'A;B', postcode: '00100', externalId: '123456789012345', tel: [{ value }] });
    }
  });
});

describe('encodings', () => {
  it('sep= says the sign between columns', async () => {
    expect((await fixture('excel-sep.csv')).fields).toEqual([
      { firstName: 'Piero', lastName: 'Separati', tel: [{ value: '045 2220020', type: 'MAIN' }] },
    ]);
    expect((await readBytes('\uFEFF"sep=|"\r\nNome|Cognome\r\nA;b|C\r\n')).fields).toEqual([{ firstName: 'A;b', lastName: 'C' }]);
  });

  it('UTF-16 of both kinds, with its mark and without, is read', async () => {
    expect((await fixture('utf16le-tab.txt')).fields).toEqual([
      { firstName: 'Nicolò', lastName: 'Città', tel: [{ value: '045 2220040', type: 'MAIN' }] },
    ]);
    const text = 'Cognome\tNome\r\nCittà\tNicolò\r\n';
    for (const mark of ['', '\uFEFF']) {
      const little = Buffer.from(mark + text, 'utf16le');
      for (const bytes of [little, Buffer.from(little).swap16()]) {
        expect((await readBytes(bytes)).fields).toEqual([{ firstName: 'Nicolò', lastName: 'Città' }]);
      }
    }
    const card = Buffer.from('\uFEFFBEGIN:VCARD\r\nN:Città;Nicolò\r\nEND:VCARD\r\n', 'utf16le');
    expect((await readBytes(card, 'vcard')).fields).toEqual([{ firstName: 'Nicolò', lastName: 'Città' }]);
  });

  it('of Windows is told from UTF-8 with a wrong byte: the other accents stay, and what can’t be read is counted', async () => {
    const windows = Buffer.from('Nome;Cognome;Azienda\nNicol\xf2;D\x92Angi\xf2;\x80 Caff\xe8\n', 'latin1');
    expect((await readBytes(windows)).fields).toEqual([{ firstName: 'Nicolò', lastName: 'D’Angiò', company: '€ Caffè' }]);
    const wrong = Buffer.concat([Buffer.from('Nome;Cognome\nNicolò;Città\nZo'), Buffer.from([0xeb]), Buffer.from(';Perù\n')]);
    const { fields, problems, unreadable } = await readBytes(wrong);
    expect(fields).toEqual([
      { firstName: 'Nicolò', lastName: 'Città' },
      { firstName: 'Zo\uFFFD', lastName: 'Perù' },
    ]);
    expect(unreadable).toBe(1);
    expect(problems).toEqual(['2 name characters']);
  });

  it('may be said property by property, and of bytes', async () => {
    const { fields, unreadable } = await fixture('outlook-2.1-latin1.vcf');
    expect(fields[0]).toMatchObject({
      firstName: 'Nicolò',
      lastName: 'Città',
      company: 'Caffè Esempio',
      department: 'Vendite',
      role: 'Responsabile',
    });
    expect(unreadable).toBe(0);
    const cards = (name: string): string => `BEGIN:VCARD\nN;CHARSET=${name}:Citt\xe0;Zo\xeb\nEND:VCARD\n`;
    for (const name of ['ISO-8859-1', 'UTF-8', 'nothing'])
      expect((await readBytes(Buffer.from(cards(name), 'latin1'), 'vcard')).fields, name).toEqual([
        { firstName: 'Zoë', lastName: 'Città' },
      ]);
    const greek = Buffer.from('BEGIN:VCARD\nFN;CHARSET=ISO-8859-7;ENCODING=QUOTED-PRINTABLE:=C1=E8=DE=ED=E1\nEND:VCARD\n');
    expect((await readBytes(greek, 'vcard')).fields).toEqual([{ firstName: 'Αθήνα' }]);
  });
});

describe('a bad row does not keep the others out:', () => {
  it('signs that nothing can store are left out and told', async () => {
    const { fields, problems } = await fixture('nul.csv');
    expect(fields).toEqual([
      { externalId: 'z1', lastName: 'Nullo', firstName: 'Zero' },
      { externalId: 'z2', lastName: 'Sano', firstName: 'Dopo' },
    ]);
    expect(problems).toEqual(['1 surname control']);
    const rows: FileRow[] = [];
    for await (const row of readFileRows({ format: 'csv', text: 'Nome\nA\uD83D\n' }, () => undefined)) rows.push(row);
    expect(rows[0]?.fields).toEqual({ firstName: 'A\uFFFD' });
  });

  it('a quote that nobody closed is its own row’s fault', async () => {
    const { fields, problems } = await readBytes(`Nome;Note\nA;"open\n${'B;b\n'.repeat(longestRecord / 4)}C;"closed"\n`);
    expect(problems).toEqual(['1 null unreadable']);
    expect(fields.at(-1)).toEqual({ firstName: 'C', notes: 'closed' });
  });

  it('what is much too long ends within its limits', async () => {
    const wide = await readBytes(`Nome\nA\n${'x;'.repeat(40_000)}\n${'y'.repeat(2 * longestRecord)}\nB\n`);
    expect(wide.fields.map((one) => one?.firstName)).toEqual(['A', undefined, undefined, 'B']);
    await expect(readBytes('a\n'.repeat(mostRows + 2))).rejects.toMatchObject({ code: 'import.unreadable' });
    await expect(readBytes(`a;b\n${'"x"y\n'.repeat(200_000)}`)).rejects.toMatchObject({ code: 'import.unreadable' });
    const card = await readBytes(
      `BEGIN:VCARD\nFN:A\nNOTE:${'\\'.repeat(500_001)}\n${'TEL:1\n'.repeat(50_000)}${'"'.repeat(500_000)}\nEND:VCARD\n`,
      'vcard',
    );
    expect(card.fields[0]).toMatchObject({ firstName: 'A' });
  }, 60_000);
});

it('columns that are only called like others are not mistaken', () => {
  expect(guessColumns(['Title', 'Suffix', 'E-mail Type', 'E-mail Display Name', 'Job Title', 'Name', 'Given Name'])).toEqual([
    null,
    null,
    null,
    null,
    'role',
    'fullname',
    'name',
  ]);
});

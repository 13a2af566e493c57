import type { Contact } from '@centralino/protocol';
import type { Column, Values } from './columns.ts';

/** One property of a card (RFC 6350 section 3.3, and RFC 2426 for version 3): its value still escaped. */
type Property = { name: string; types: Set<string>; value: string };

/** Lines as they were before they were folded. Phones that write version 2.1 break quoted-printable text after a `=` instead. */
function* linesOf(text: string): Generator<string> {
  let line = null as string | null;
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (line?.endsWith('=') === true && /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(line)) line = line.slice(0, -1) + raw;
    else if (line !== null && /^[ \t]/.test(raw)) line += raw.slice(1);
    else {
      if (line !== null) yield line;
      line = raw;
    }
  }
  if (line !== null) yield line;
}

/** Cards of a text; what is outside of cards is left out. */
export function* vcardsOf(text: string): Generator<Property[]> {
  let card: Property[] | null = null;
  for (const raw of linesOf(text)) {
    const line = raw.trim();
    if (/^BEGIN:VCARD$/i.test(line)) card = [];
    else if (/^END:VCARD$/i.test(line)) {
      if (card !== null) yield card;
      card = null;
    } else if (card !== null && line !== '') {
      const property = propertyOf(raw);
      if (property !== null) card.push(property);
    }
  }
}

function propertyOf(line: string): Property | null {
  // The colon that ends the name is the first that is not in quotes.
  const head = /^(?:"[^"]*"|[^":])*:/.exec(line)?.[0];
  if (head === undefined) return null;
  const [full = '', ...parameters] = head.slice(0, -1).match(/(?:"[^"]*"|[^";])+/g) ?? [];
  const types = new Set<string>();
  let encoded = false;
  for (const parameter of parameters) {
    const [key = '', value = key] = parameter.split('=', 2);
    if (/^(encoding|quoted-printable)$/i.test(key) && /^quoted-printable$/i.test(value)) encoded = true;
    if (/^type$/i.test(key) || !parameter.includes('='))
      for (const one of value.replaceAll('"', '').split(',')) types.add(one.toLowerCase());
    if (/^pref$/i.test(key)) types.add('pref');
  }
  const value = line.slice(head.length);
  return { name: full.replace(/^.*\./, '').toUpperCase(), types, value: encoded ? fromQuotedPrintable(value) : value };
}

const fromQuotedPrintable = (value: string): string =>
  Buffer.from(
    value.replace(/=([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
    'latin1',
  ).toString('utf8');

const unescaped = (value: string): string =>
  value.replace(/\\([\\,;nN])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign)).trim();

/** Splits at signs that are not escaped. */
const partsOf = (value: string, sign: ';' | ','): string[] =>
  (value.match(sign === ';' ? /(?:\\.|[^\\;])*(?:;|$)/g : /(?:\\.|[^\\,])*(?:,|$)/g) ?? []).map((part) =>
    unescaped(part.endsWith(sign) && !part.endsWith(`\\${sign}`) ? part.slice(0, -1) : part),
  );

function telTypeOf(types: ReadonlySet<string>): string {
  const at = types.has('home') ? '_HOME' : types.has('work') ? '_WORK' : '';
  if (types.has('cell')) return `CELL${at}`;
  if (types.has('fax')) return `FAX${at}`;
  if (types.has('main')) return 'MAIN';
  return types.has('home') ? 'HOME' : types.has('work') ? 'WORK' : types.has('pref') ? 'MAIN' : 'OTHER';
}

/** A card as the columns of an import. */
export function valuesOfCard(card: readonly Property[]): Values {
  const values: Values = {};
  const first = (column: Column, value: string | undefined): void => {
    if (value !== undefined && value !== '' && values[column] === undefined) values[column] = value;
  };
  const counts = { tel: 0, mail: 0, web: 0 };
  const add = (kind: 'tel' | 'mail' | 'web', value: string, type: string): void => {
    counts[kind] += 1;
    values[`${kind}${counts[kind]}_value` as Column] = value;
    values[`${kind}${counts[kind]}_type` as Column] = type;
  };
  // The preferred number comes first: it is the main one.
  for (const { name, types, value } of [...card].sort((a, b) => Number(b.types.has('pref')) - Number(a.types.has('pref')))) {
    const text = unescaped(value);
    if (name === 'N') {
      const [surname, given, other] = partsOf(value, ';');
      first('surname', surname);
      first('name', given);
      first('othername', other);
    } else if (name === 'ORG') {
      const [company, department] = partsOf(value, ';');
      first('company', company);
      first('department', department);
    } else if (name === 'ADR') {
      const [, , street, city, region, postcode, country] = partsOf(value, ';');
      first('street', street);
      first('city', city);
      first('region', region);
      first('postcode', postcode);
      first('country', country);
    } else if (name === 'TEL') add('tel', text.replace(/^tel:/i, ''), telTypeOf(types));
    else if (name === 'EMAIL') add('mail', text.replace(/^mailto:/i, ''), types.has('home') ? 'INTERNET_HOME' : 'INTERNET_WORK');
    else if (name === 'URL') add('web', text, types.has('home') ? 'HOME' : 'WORK');
    else if (name === 'TITLE' || name === 'ROLE') first('role', text);
    else if (name === 'CATEGORIES') first('category', partsOf(value, ',')[0]);
    else if (name === 'NOTE') first('note', text);
    else if (name === 'UID') first('uid', text.replace(/^urn:uuid:/i, ''));
    else if (name === 'KIND' || name === 'X-ABSHOWAS') first('kind', /^(org|company)$/i.test(text) ? 'org' : 'individual');
  }
  // Some write only the name to be shown.
  if (values.surname === undefined && values.name === undefined && values.kind !== 'org') {
    const full = card.find(({ name }) => name === 'FN');
    const [given = '', ...rest] = full === undefined ? [] : unescaped(full.value).split(/\s+/);
    if (full !== undefined && unescaped(full.value) !== values.company) {
      first('name', given);
      first('surname', rest.join(' '));
    }
  }
  return values;
}

const escaped = (value: string): string => value.replace(/[\\,;]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n');

/** Lines of at most 75 bytes (RFC 6350 section 3.2), never cut within a character. */
function folded(line: string): string {
  const lines: string[] = [];
  let current = '';
  for (const character of line) {
    if (Buffer.byteLength(current + character) > (lines.length === 0 ? 75 : 74)) {
      lines.push(current);
      current = '';
    }
    current += character;
  }
  return [...lines, current].join('\r\n ');
}

const typesOf = (type: string): string => {
  const types = type
    .toLowerCase()
    .split('_')
    .filter((one) => one === 'work' || one === 'home' || one === 'cell' || one === 'fax');
  return types.length === 0 ? '' : `;TYPE=${types.length > 1 ? `"${types.join(',')}"` : types.join()}`;
};

/** A contact as a card of version 4.0. */
export function vcardOf(contact: Contact, name: string): string {
  const { lastName, firstName, otherName, company, department, street, city, region, postcode, country } = contact;
  const list = (...parts: string[]): string => parts.map(escaped).join(';');
  const lines = [
    'BEGIN:VCARD',
    'VERSION:4.0',
    `UID:${escaped(contact.externalId === '' ? contact.id : contact.externalId)}`,
    `KIND:${contact.kind}`,
    `FN:${escaped(name)}`,
    `N:${list(lastName, firstName, otherName, '', '')}`,
    ...(company === '' && department === '' ? [] : [`ORG:${list(company, department)}`]),
    ...(contact.role === '' ? [] : [`TITLE:${escaped(contact.role)}`]),
    ...(contact.category === '' ? [] : [`CATEGORIES:${escaped(contact.category)}`]),
    ...contact.tel.map(({ value, type }, index) => `TEL${typesOf(type)}${index === 0 ? ';PREF=1' : ''}:${escaped(value)}`),
    ...contact.mail.map(({ value, type }) => `EMAIL;TYPE=${type === 'INTERNET_HOME' ? 'home' : 'work'}:${escaped(value)}`),
    ...contact.web.map(({ value, type }) => `URL;TYPE=${type.toLowerCase()}:${escaped(value)}`),
    ...([street, city, region, postcode, country].every((part) => part === '')
      ? []
      : [`ADR:${list('', '', street, city, region, postcode, country)}`]),
    ...(contact.notes === '' ? [] : [`NOTE:${escaped(contact.notes)}`]),
    'END:VCARD',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

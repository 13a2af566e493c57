import { type Contact, TelType } from '@centralino/protocol';
import type { Values } from './columns.ts';
import { decode, decodeAs, type Encoding } from './encoding.ts';
import { typeOfLabel } from './headers.ts';
import { withAddresses } from './addresses.ts';

/** One property of a card (RFC 6350 section 3.3, and RFC 2426 for version 3): its value still escaped. `group`: `item1` of `item1.TEL`. */
type Property = { group: string; name: string; types: Set<string>; value: string };

/** A longer value is a picture, or a mistake; of it the beginning is enough. */
const longestValue = 64_000;
const longestHead = 2_000;
const mostProperties = 1_000;
/** After so many lines the reader gets a turn. */
const linesOfTurn = 1_000;

/** Lines of bytes (as Latin-1, whatever they are). */
function* rawLinesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    yield text.slice(from, text[to - 1] === '\r' ? to - 1 : to);
    from = to + 1;
  }
}

/**
 * Lines as they were before they were folded; null: nothing yet. Phones that write version 2.1 break quoted-printable text after a `=`
 * instead.
 */
function* linesOf(text: string): Generator<string | null> {
  let line = null as string | null;
  let encoded = false;
  let count = 0;
  for (const raw of rawLinesOf(text)) {
    count += 1;
    if (count % linesOfTurn === 0) yield null;
    const goesOn = line !== null && ((encoded && line.endsWith('=')) || /^[ \t]/.test(raw));
    if (goesOn && line !== null) {
      if (encoded && line.endsWith('=')) line = line.slice(0, -1) + raw;
      else if (line.length < longestValue) line += raw.slice(1);
    } else {
      if (line !== null) yield line;
      line = raw;
      encoded = /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(raw.slice(0, longestHead));
    }
    if (line !== null && line.length > longestValue) line = line.slice(0, longestValue);
  }
  if (line !== null) yield line;
}

/**
 * Cards of a file; null: nothing yet. What is outside of cards is left out. Each property may have an encoding of its own (version 2.1),
 * so that bytes are read, not text.
 */
export function* vcardsOf(bytes: Uint8Array, encoding: Encoding): Generator<Property[] | null> {
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const raw = wide ? Buffer.from(decode(bytes, encoding), 'utf8') : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let card: Property[] | null = null;
  for (const line of linesOf(raw.toString('latin1').replace(/^\xEF\xBB\xBF/, ''))) {
    if (line === null) {
      yield null;
      continue;
    }
    const trimmed = line.length < 40 ? line.trim() : '';
    if (/^BEGIN:VCARD$/i.test(trimmed)) card = [];
    else if (/^END:VCARD$/i.test(trimmed)) {
      if (card !== null) yield card;
      card = null;
    } else if (card !== null && card.length < mostProperties) {
      const property = propertyOf(line, wide ? 'utf-8' : encoding);
      if (property !== null) card.push(property);
    }
  }
}

/** Pictures and keys, which nobody reads here. */
const bulky = /^(?:PHOTO|LOGO|SOUND|KEY)$/;

function propertyOf(line: string, encoding: Encoding): Property | null {
  // The colon that ends the name is the first that is not in quotes.
  const head = /^(?:"[^"]*"|[^":])*:/.exec(line.slice(0, longestHead))?.[0];
  if (head === undefined) return null;
  const [full = '', ...parameters] = head.slice(0, -1).match(/(?:"[^"]*"|[^";])+/g) ?? [];
  const types = new Set<string>();
  let transfer: 'quoted-printable' | 'base64' | null = null;
  let charset: string | null = null;
  for (const parameter of parameters) {
    const [key = '', value = key] = parameter.split('=', 2);
    if (/^(encoding|quoted-printable)$/i.test(key) && /^quoted-printable$/i.test(value)) transfer = 'quoted-printable';
    if (/^(encoding|base64)$/i.test(key) && /^(?:b|base64)$/i.test(value)) transfer = 'base64';
    if (/^charset$/i.test(key)) charset = value.replaceAll('"', '').trim();
    if (/^type$/i.test(key) || !parameter.includes('='))
      for (const one of value.replaceAll('"', '').split(',')) types.add(one.toLowerCase());
    if (/^pref$/i.test(key)) types.add('pref');
  }
  const [, group = '', name = ''] = /^(?:(.*)\.)?(.*)$/.exec(full.trim()) ?? [];
  if (bulky.test(name.toUpperCase())) return null;
  const raw = line.slice(head.length);
  const bytes =
    transfer === 'base64' ? Buffer.from(raw, 'base64') : Buffer.from(transfer === null ? raw : fromQuotedPrintable(raw), 'latin1');
  // Programs that rewrite a file leave the old name of its encoding behind: what is UTF-8 beyond ASCII by itself is that.
  const asFile = transfer === null && encoding === 'utf-8' && isLong(raw) ? null : charset;
  return { group: group.toLowerCase(), name: name.toUpperCase(), types, value: decodeAs(bytes, asFile, encoding) };
}

/** Whether bytes (as Latin-1) have a character of UTF-8 beyond ASCII. */
const isLong = (raw: string): boolean => /[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}/.test(raw);

/** Bytes as Latin-1 (RFC 2045 section 6.7). */
const fromQuotedPrintable = (value: string): string =>
  value.replace(/=([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

const unescaped = (value: string): string =>
  value.replace(/\\([\\,;:nN])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign)).trim();

/** Splits at signs that are not escaped. */
function partsOf(value: string, sign: ';' | ','): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < value.length; at += 1) {
    if (value[at] === '\\') at += 1;
    else if (value[at] === sign) {
      parts.push(value.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, value.slice(from)].map(unescaped);
}

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
  const first = (column: string, value: string | undefined): void => {
    if (value !== undefined && value !== '' && values[column] === undefined) values[column] = value;
  };
  const addresses: Values[] = [];
  const counts = { tel: 0, mail: 0, web: 0 };
  const add = (kind: 'tel' | 'mail' | 'web', value: string, type: string): void => {
    counts[kind] += 1;
    values[`${kind}${counts[kind]}_value`] = value;
    values[`${kind}${counts[kind]}_type`] = type;
  };
  // Apple says the type of a number in a property beside it: `item1.X-ABLabel:_$!<Mobile>!$_`.
  const labels = new Map(card.filter(({ name }) => name === 'X-ABLABEL').map(({ group, value }) => [group, value]));
  // The preferred number comes first: it is the main one.
  for (const { group, name, types, value } of [...card].sort((a, b) => Number(b.types.has('pref')) - Number(a.types.has('pref')))) {
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
      const [box, extended, street, city, region, postcode, country] = partsOf(value, ';');
      const address = { street: [street, extended, box].filter(Boolean).join(', '), city, region, postcode, country };
      if (Object.values(address).some(Boolean)) addresses.push(address);
    } else if (name === 'TEL')
      add('tel', text.replace(/^tel:/i, ''), typeOfLabel('tel', labels.get(group) ?? '', TelType.options) ?? telTypeOf(types));
    else if (name === 'EMAIL') add('mail', text.replace(/^mailto:/i, ''), types.has('home') ? 'INTERNET_HOME' : 'INTERNET_WORK');
    else if (name === 'URL') add('web', text, types.has('home') ? 'HOME' : 'WORK');
    else if (name === 'TITLE' || name === 'ROLE') first('role', text);
    else if (name === 'CATEGORIES')
      first(
        'category',
        partsOf(value, ',').find((one) => !/^(?:my ?contacts|starred)$/i.test(one)),
      );
    else if (name === 'NOTE') first('note', text);
    else if (name === 'UID') first('uid', text.replace(/^urn:uuid:/i, ''));
    else if (name === 'KIND' || name === 'X-ABSHOWAS') first('kind', /^(org|company)$/i.test(text) ? 'org' : 'individual');
  }
  // Some write only the name to be shown.
  if (values['surname'] === undefined && values['name'] === undefined && values['kind'] !== 'org') {
    const full = card.find(({ name }) => name === 'FN');
    const [given = '', ...rest] = full === undefined ? [] : unescaped(full.value).split(/\s+/);
    if (full !== undefined && unescaped(full.value) !== values['company']) {
      first('name', given);
      first('surname', rest.join(' '));
    }
  }
  return withAddresses(values, addresses);
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

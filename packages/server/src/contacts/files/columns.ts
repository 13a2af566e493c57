import {
  contactColumns,
  type CreateContactBody,
  customFields,
  isEmail,
  MailType,
  maxMail,
  maxTel,
  maxWeb,
  TelType,
  WebType,
} from '@centralino/protocol';
import { phoneOf } from '../phone-number.ts';
import { folded } from '../search-keys.ts';

export type Column = (typeof contactColumns)[number];
export type Values = Partial<Record<Column, string>>;
/** What is wrong with a row; `fatal`: it can't be taken. */
export type RowProblem = { column: string | null; code: string; fatal: boolean };

/** Names that people and other programs give to columns, in Italian and English, without accents, signs and case. */
const aliases: Record<string, Column> = {
  id: 'uid',
  externalid: 'uid',
  codice: 'uid',
  cognome: 'surname',
  lastname: 'surname',
  familyname: 'surname',
  nome: 'name',
  firstname: 'name',
  givenname: 'name',
  secondonome: 'othername',
  middlename: 'othername',
  additionalname: 'othername',
  azienda: 'company',
  ditta: 'company',
  societa: 'company',
  ragionesociale: 'company',
  organization: 'company',
  organisation: 'company',
  organizationname: 'company',
  reparto: 'department',
  via: 'street',
  indirizzo: 'street',
  address: 'street',
  businessstreet: 'street',
  cap: 'postcode',
  zip: 'postcode',
  zipcode: 'postcode',
  postalcode: 'postcode',
  citta: 'city',
  comune: 'city',
  localita: 'city',
  provincia: 'region',
  regione: 'region',
  state: 'region',
  province: 'region',
  paese: 'country',
  nazione: 'country',
  stato: 'country',
  ruolo: 'role',
  mansione: 'role',
  jobtitle: 'role',
  title: 'role',
  categoria: 'category',
  note: 'note',
  notes: 'note',
  annotazioni: 'note',
  commenti: 'note',
  tipo: 'kind',
  type: 'kind',
};
/** Columns of which there may be several: the first is the first number, and so on. */
const repeated: [RegExp, 'tel' | 'mail' | 'web', string][] = [
  [/^(cell|cellulare|mobile|mobilephone|telefonocellulare|telefonomobile|cellphone)\d*$/, 'tel', 'CELL'],
  [/^(fax|businessfax|numerofax|telefax)\d*$/, 'tel', 'FAX'],
  [/^(telefonocasa|homephone|casa|telefonoabitazione)\d*$/, 'tel', 'HOME'],
  [/^(telefonoufficio|telefonolavoro|businessphone|workphone|officephone)\d*$/, 'tel', 'WORK'],
  [
    /^(tel|telefono|phone|phonenumber|numero|numerotelefono|numeroditelefono|telephone|number|primaryphone|phone\d*value)\d*$/,
    'tel',
    'MAIN',
  ],
  [/^(mail|email|posta|postaelettronica|emailaddress|indirizzoemail|email\d*(address|value))\d*$/, 'mail', 'INTERNET_WORK'],
  [/^(web|sito|sitoweb|website|url|webpage|paginaweb|homepage)\d*$/, 'web', 'WORK'],
];

const known = new Map<string, Column>(contactColumns.map((name) => [name.replaceAll('_', ''), name]));

/** Which column of ours each of a file's probably is, and which type its numbers have; null: none. */
export function guessColumns(headers: readonly string[]): (Column | null)[] {
  const taken = new Set<string>();
  const take = (column: Column): Column | null => {
    if (taken.has(column)) return null;
    taken.add(column);
    return column;
  };
  const words = headers.map((header) => folded(header).replace(/[^a-z0-9]/g, ''));
  // The vendor's own names first: nothing that only sounds like one takes their place.
  const guessed = words.map((word) => {
    const exact = known.get(word);
    return exact === undefined ? null : take(exact);
  });
  return guessed.map((column, index) => {
    if (column !== null) return column;
    const word = words[index] ?? '';
    const alias = aliases[word];
    if (alias !== undefined) return take(alias);
    const kind = repeated.find(([pattern]) => pattern.test(word))?.[1];
    if (kind === undefined) return null;
    const free = contactColumns.find((name) => new RegExp(`^${kind}\\d+_value$`).test(name) && !taken.has(name));
    return free === undefined ? null : take(free);
  });
}

/** The type that a header tells of its number: `Cellulare` is a mobile. */
export function typeOfHeader(header: string): string | null {
  const word = folded(header).replace(/[^a-z0-9]/g, '');
  return repeated.find(([pattern]) => pattern.test(word))?.[2] ?? null;
}

const limits: [keyof CreateContactBody, Column, number][] = [
  ['externalId', 'uid', 200],
  ['lastName', 'surname', 100],
  ['firstName', 'name', 100],
  ['otherName', 'othername', 100],
  ['company', 'company', 200],
  ['department', 'department', 200],
  ['street', 'street', 200],
  ['postcode', 'postcode', 20],
  ['city', 'city', 100],
  ['region', 'region', 100],
  ['country', 'country', 100],
  ['role', 'role', 200],
  ['category', 'category', 100],
  ['notes', 'note', 10_000],
  ['companyExternalId', 'company_uuid_source', 200],
];
const truths = new Set(['true', '1', 'yes', 'si', 'vero', 'x', 'y', 's']);
const idPattern = /^[A-Za-z0-9._-]{1,80}$/;

/** A row of a file as a contact: only what it says. Too long values are cut and told. */
export function contactOfValues(values: Values): { fields: CreateContactBody; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const fields: Record<string, unknown> = {};
  const cut = (value: string, column: string, max: number): string => {
    if (value.length <= max) return value;
    problems.push({ column, code: 'tooLong', fatal: false });
    return value.slice(0, max);
  };
  for (const [key, column, max] of limits) {
    const value = values[column]?.trim() ?? '';
    if (value !== '') fields[key] = cut(value, column, max);
  }
  const entries = <T extends string>(kind: 'tel' | 'mail' | 'web', most: number, types: readonly T[], usual: T, max: number) => {
    const found: { id?: string; value: string; type: T }[] = [];
    for (let place = 1; place <= most; place += 1) {
      const column = `${kind}${place}_value` as Column;
      const value = values[column]?.trim() ?? '';
      if (value === '') continue;
      const wanted = values[`${kind}${place}_type` as Column]?.trim().toUpperCase() ?? '';
      const type = types.find((one) => one === wanted) ?? usual;
      if (wanted !== '' && type !== wanted) problems.push({ column: `${kind}${place}_type`, code: 'type', fatal: false });
      if (kind === 'mail' && !isEmail(value)) {
        problems.push({ column, code: 'email', fatal: false });
        continue;
      }
      if (kind === 'web' && /^[a-z][a-z0-9+.-]*:/i.test(value) && !/^https?:\/\//i.test(value)) {
        problems.push({ column, code: 'web', fatal: false });
        continue;
      }
      if (kind === 'tel' && phoneOf(value).e164 === null) problems.push({ column, code: 'number', fatal: false });
      const id = values[`${kind}${place}_id` as Column]?.trim() ?? '';
      found.push({ ...(idPattern.test(id) ? { id } : {}), value: cut(value, column, max), type });
    }
    return found;
  };
  const tel = entries('tel', maxTel, TelType.options, 'WORK', 60);
  const mail = entries('mail', maxMail, MailType.options, 'INTERNET_WORK', 200);
  const web = entries('web', maxWeb, WebType.options, 'WORK', 300);
  if (tel.length > 0) fields['tel'] = tel;
  if (mail.length > 0) fields['mail'] = mail;
  if (web.length > 0) fields['web'] = web;
  const custom = Array.from({ length: customFields }, (_, i) =>
    cut(values[`custom_${i + 1}` as Column]?.trim() ?? '', `custom_${i + 1}`, 500),
  );
  if (custom.some((value) => value !== '')) fields['custom'] = custom;
  if (values.vip !== undefined && values.vip.trim() !== '') fields['vip'] = truths.has(folded(values.vip.trim()));
  if (values.kind !== undefined && values.kind.trim() !== '') {
    fields['kind'] = /^(org|company|azienda|ditta|organi[sz]ation|societa)/.test(folded(values.kind.trim())) ? 'org' : 'individual';
  }
  const named = ['firstName', 'lastName', 'company', 'tel', 'mail'].some((key) => key in fields);
  if (!named) problems.push({ column: null, code: 'empty', fatal: true });
  return { fields: fields as CreateContactBody, problems };
}

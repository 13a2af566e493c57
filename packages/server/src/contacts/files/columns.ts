import {
  type CreateContactBody,
  customFields,
  isEmail,
  isScientific,
  MailType,
  maxMail,
  maxTel,
  maxWeb,
  TelType,
  WebType,
} from '@centralino/protocol';
import { phoneOf } from '../phone-number.ts';
import { folded } from '../search-keys.ts';
import { unreadableSign } from './encoding.ts';
import { typeOfLabel } from './headers.ts';

/** One of `importColumns`. */
export type Column = string;
export type Values = Record<string, string | undefined>;
/** What is wrong with a row; `fatal`: it can't be taken. */
export type RowProblem = { column: string | null; code: string; fatal: boolean };

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
/** Of `tel`, `mail` and `web` in a file. */
const mostPlaces = 30;
const idPattern = /^[A-Za-z0-9._-]{1,80}$/;

/** Signs that no text has and no database keeps; half of a character becomes one that can't be read. */
const cleaned = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  text.replace(/\p{Cs}/gu, unreadableSign).replace(/[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFE\uFFFF]/g, '');

/** A whole name in one column: `Mario Rossi`, or `Rossi, Mario`. What has columns of its own says more. */
function splitFullName(values: Values): void {
  const full = values['fullname']?.trim() ?? '';
  if (full === '' || values['name'] || values['surname'] || full === values['company']?.trim()) return;
  const [, surname, name] = /^([^,]+),\s*(.+)$/.exec(full) ?? [];
  const [first = '', ...rest] = full.split(/\s+/);
  values['name'] = name ?? first;
  values['surname'] = surname ?? rest.join(' ');
}

/** Google puts several values into one cell. */
const several = / ?::: ?/;

/** A row of a file as a contact: only what it says. Too long values are cut and told. */
export function contactOfValues(cells: Values): { fields: CreateContactBody; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const fields: Record<string, unknown> = {};
  const values: Values = {};
  for (const [column, cell = ''] of Object.entries(cells)) {
    const value = cleaned(cell);
    values[column] = value;
    if (value.includes(unreadableSign)) problems.push({ column, code: 'characters', fatal: false });
    if (value.length < cell.length) problems.push({ column, code: 'control', fatal: false });
  }
  // What a spreadsheet has lost is nobody's number, and would put strangers together.
  for (const column of ['uid', 'company_uuid_source']) {
    if (!isScientific(values[column] ?? '')) continue;
    problems.push({ column, code: 'scientific', fatal: false });
    values[column] = '';
  }
  splitFullName(values);
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
    for (let place = 1; place <= mostPlaces; place += 1) {
      const column = `${kind}${place}_value`;
      const cell = values[column]?.trim() ?? '';
      if (cell === '') continue;
      const wanted = values[`${kind}${place}_type`]?.trim() ?? '';
      const type = types.find((one) => one === wanted.toUpperCase()) ?? typeOfLabel(kind, wanted, types) ?? usual;
      if (wanted !== '' && typeOfLabel(kind, wanted, types) === null && !types.includes(wanted.toUpperCase() as T))
        problems.push({ column: `${kind}${place}_type`, code: 'type', fatal: false });
      const id = values[`${kind}${place}_id`]?.trim() ?? '';
      for (const [at, part] of cell.split(several).entries()) {
        // Spreadsheets and their programs add what was never dialled.
        const value =
          kind === 'tel'
            ? part
                .trim()
                .replace(/^'/, '')
                .replace(/^(\+?\d{5,})\.0$/, '$1')
            : part.trim();
        if (value === '') continue;
        if (kind === 'tel' && isScientific(value)) {
          problems.push({ column, code: 'scientific', fatal: false });
          continue;
        }
        if (kind === 'mail' && !isEmail(value)) {
          problems.push({ column, code: 'email', fatal: false });
          continue;
        }
        if (kind === 'web' && /^[a-z][a-z0-9+.-]*:/i.test(value) && !/^https?:\/\//i.test(value)) {
          problems.push({ column, code: 'web', fatal: false });
          continue;
        }
        if (found.length === most) {
          problems.push({ column, code: 'tooMany', fatal: false });
          continue;
        }
        if (kind === 'tel' && phoneOf(value).e164 === null) problems.push({ column, code: 'number', fatal: false });
        found.push({ ...(at === 0 && idPattern.test(id) ? { id } : {}), value: cut(value, column, max), type });
      }
    }
    return found;
  };
  const tel = entries('tel', maxTel, TelType.options, 'WORK', 60);
  const mail = entries('mail', maxMail, MailType.options, 'INTERNET_WORK', 200);
  const web = entries('web', maxWeb, WebType.options, 'WORK', 300);
  if (tel.length > 0) fields['tel'] = tel;
  if (mail.length > 0) fields['mail'] = mail;
  if (web.length > 0) fields['web'] = web;
  const custom = Array.from({ length: customFields }, (_, i) => cut(values[`custom_${i + 1}`]?.trim() ?? '', `custom_${i + 1}`, 500));
  if (custom.some((value) => value !== '')) fields['custom'] = custom;
  if (values['vip']?.trim()) fields['vip'] = truths.has(folded(values['vip'].trim()));
  if (values['kind']?.trim()) {
    fields['kind'] = /^(org|company|azienda|ditta|organi[sz]ation|societa)/.test(folded(values['kind'].trim())) ? 'org' : 'individual';
  }
  const named = ['firstName', 'lastName', 'company', 'tel', 'mail'].some((key) => key in fields);
  if (!named) problems.push({ column: null, code: 'empty', fatal: true });
  return { fields: fields as CreateContactBody, problems };
}

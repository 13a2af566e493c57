import { contactColumns, importColumns } from '@centralino/protocol';
import { folded } from '../search-keys.ts';

/*
 * What the columns of other programs mean: Google, Outlook (English, Italian, German), phones, and what people write. A header is a place
 * (`Business`, `(uff.)`), a kind of number (`Mobile`) and a word for what it is (`Postal Code`); words for places and kinds are taken
 * away, and the rest is looked up.
 */

type Place = 'work' | 'home' | 'other';
type Kind = 'cell' | 'fax' | 'main';
type Header = { word: string; place: Place | null; kind: Kind | null; digits: string; joined: string };

const words = (text: string): Set<string> => new Set(text.split(' '));
const places: Record<Place, Set<string>> = {
  work: words('business work office uff ufficio lavoro aziendale geschaftlich arbeit buro dienstlich'),
  home: words('home ab abitazione casa privat privato privata personale private personal'),
  other: words('other altro altra weiteres weitere weiterer weiteren'),
};
const kinds: Record<Kind, Set<string>> = {
  cell: words('cell cellulare mobile mobil handy cellphone mobilephone mobiltelefon iphone smartphone'),
  fax: words('fax telefax'),
  main: words('main primary principale haupttelefon'),
};

function headerOf(header: string): Header {
  const tokens = folded(header.replaceAll('ß', 'ss')).match(/[a-z]+|\d+/g) ?? [];
  const within = <T extends string>(sets: Record<T, Set<string>>): T | null =>
    (Object.keys(sets) as T[]).find((name) => tokens.some((token) => sets[name].has(token))) ?? null;
  const special = [...Object.values(places), ...Object.values(kinds)];
  return {
    word: tokens.filter((token) => !/^\d/.test(token) && !special.some((set) => set.has(token))).join(''),
    place: within(places),
    kind: within(kinds),
    digits: tokens.filter((token) => /^\d/.test(token)).join('-'),
    joined: tokens.join(''),
  };
}

/** Ours → what others call it. */
const names: Record<string, Set<string>> = {
  uid: words('id externalid codice'),
  surname: words('cognome lastname familyname nachname surname'),
  name: words('nome name firstname givenname vorname'),
  othername: words('secondonome middlename additionalname vornamen altronome weiterevornamen'),
  fullname: words('nomecompleto nominativo nomeecognome nomecognome cognomenome cognomeenome fullname displayname contatto contact fileas'),
  company: words('company azienda ditta societa ragionesociale organization organisation organizationname firma impresa companyname'),
  department: words('department reparto organizationdepartment abteilung'),
  street: words('street via indirizzo address addressstreet strasse streetaddress pobox addresspobox addressextendedaddress'),
  postcode: words('postcode cap zip zipcode postalcode addresspostalcode postleitzahl plz codicepostale'),
  city: words('city citta comune localita addresscity ort stadt town'),
  region: words('region provincia regione state province addressregion bundesland bundeslandkanton stateprovince'),
  country: words('country paese nazione stato land countryregion landregion paeseareageografica addresscountry'),
  role: words('role ruolo mansione jobtitle organizationtitle posizione position funktion qualifica'),
  category: words('category categoria categorie categories kategorien labels groupmembership'),
  note: words('note notes annotazioni commenti notizen notiz'),
  kind: words('kind tipo type'),
};
const lists: Record<'tel' | 'mail' | 'web', Set<string>> = {
  tel: words(
    'tel telefono phone phonenumber numero ntelefono numerotelefono numeroditelefono telephone telefon telefonnummer number phonevalue ' +
      'recapito companyphone telefonosocieta telefonoazienda telefonfirma assistantsphone assistantphone telefonoassistente ' +
      'telefonassistent callback richiamataautomatica ruckmeldung carphone telefonoauto autotelefon isdn pager cercapersone radiophone ' +
      'radiotelefono funktelefon ttytddphone telefonottytdd texttelefon telex mobilenumber faxnumber',
  ),
  mail: words(
    'mail email posta postaelettronica emailaddress emailaddresses indirizzoemail indirizzomail emailvalue indirizzopostaelettronica indirizzodipostaelettronica ' +
      'emailadresse',
  ),
  web: words('web sito sitoweb website url webpage paginaweb homepage websitevalue webseite'),
};
/** Numbers by which a person is not usually reached come after those by which they are: the first is the main one. */
const lesser = words(
  'assistantsphone assistantphone telefonoassistente telefonassistent callback richiamataautomatica ruckmeldung isdn pager cercapersone ' +
    'radiophone radiotelefono funktelefon ttytddphone telefonottytdd texttelefon telex',
);
/** Alone they are a number: Italian Outlook calls it `Ufficio`. */
const numberAlone = words('ufficio abitazione casa home work haupttelefon');

const addressColumns = new Set(['street', 'postcode', 'city', 'region', 'country']);
export const isAddress = (column: string): boolean => addressColumns.has(column);

/** Which of several addresses of a row a column is of. */
export function addressOf(header: string): string {
  const { place, word, digits } = headerOf(header);
  return word.startsWith('address') && digits !== '' ? digits : (place ?? '');
}

/** Whether a column has the whole name with the surname first. */
export const surnameFirst = (header: string): boolean => /^(?:cognomee?nome|lastname.*firstname)$/.test(headerOf(header).word);

const exact = new Map(contactColumns.map((name) => [name.replaceAll('_', ''), name as string]));

function listOf({ word, joined, kind }: Header): 'tel' | 'mail' | 'web' | null {
  const found = (['web', 'mail', 'tel'] as const).find((list) => lists[list].has(word) || lists[list].has(joined.replace(/\d/g, '')));
  if (found !== undefined) return found;
  return word === '' && (kind !== null || numberAlone.has(joined.replace(/\d/g, ''))) ? 'tel' : null;
}

/** Which column of ours each of a file's probably is; null: none. Several may be of the one address. */
export function guessColumns(headers: readonly string[]): (string | null)[] {
  const read = headers.map(headerOf);
  const taken = new Set<string>();
  const guessed: (string | null)[] = headers.map(() => null);
  const take = (index: number, column: string): void => {
    if (guessed[index] !== null || (taken.has(column) && !addressColumns.has(column))) return;
    taken.add(column);
    guessed[index] = column;
  };
  const has = (...joined: string[]): boolean => read.some((one) => joined.includes(one.joined));
  // `Name` beside `Given Name` is the whole.
  const whole = has('givenname', 'firstname', 'vorname');
  // The vendor's own names first: nothing that only sounds like one takes their place.
  read.forEach(({ joined }, index) => {
    const column = exact.get(joined);
    if (column !== undefined && !(whole && column === 'name')) take(index, column);
  });
  read.forEach(({ word, joined }, index) => {
    if (whole && (joined === 'name' || joined === 'nome')) return take(index, 'fullname');
    const own = Object.keys(names).find((column) => names[column]?.has(joined));
    const column = own ?? Object.keys(names).find((name) => names[name]?.has(word));
    if (column !== undefined) take(index, column);
  });
  // `Title` beside a suffix is how somebody is addressed, not what they do.
  const title = read.findIndex(({ joined }) => joined === 'title');
  if (title >= 0 && !has('suffix', 'suffisso', 'jobtitle')) take(title, 'role');
  for (const list of ['tel', 'mail', 'web'] as const) {
    const rank = ({ word, kind, place }: Header): number =>
      list !== 'tel' ? 0 : lesser.has(word) ? 3 : kind === 'fax' ? 2 : place === 'other' ? 1 : 0;
    const found = read
      .map((header, index) => ({ header, index }))
      .filter(({ header, index }) => guessed[index] === null && listOf(header) === list);
    for (const { index } of found.sort((a, b) => rank(a.header) - rank(b.header))) {
      const free = importColumns.find((name) => name.startsWith(list) && name.endsWith('_value') && !taken.has(name));
      if (free !== undefined) take(index, free);
    }
  }
  // Google says the type of a number in a column of its own: `Phone 1 - Label` of `Phone 1 - Value`.
  read.forEach(({ word, digits }, index) => {
    const [, what] = /^(.+)(?:label|type)$/.exec(word) ?? [];
    const value = what === undefined ? -1 : read.findIndex((one) => one.word === `${what}value` && one.digits === digits);
    const column = guessed[value];
    if (column?.endsWith('_value') === true) take(index, column.replace('_value', '_type'));
  });
  return guessed;
}

const telType = ({ kind, place }: Pick<Header, 'kind' | 'place'>): string | null => {
  const at = place === 'work' ? '_WORK' : place === 'home' ? '_HOME' : '';
  if (kind === 'main') return 'MAIN';
  if (kind !== null) return `${kind.toUpperCase()}${at}`;
  return place?.toUpperCase() ?? null;
};

/** The type that a header tells of its number: `Cellulare` is a mobile. */
export function typeOfHeader(header: string): string | null {
  const read = headerOf(header);
  const list = listOf(read);
  if (list === 'tel') return lesser.has(read.word) ? 'OTHER' : (telType(read) ?? 'MAIN');
  if (list === 'mail') return read.place === 'home' ? 'INTERNET_HOME' : 'INTERNET_WORK';
  return list === 'web' ? (read.place === 'home' && read.word !== '' ? 'HOME' : 'WORK') : null;
}

/** The type that a label of another program says (`* Home`, `Work Fax`, `Cellulare`); null: none of ours. */
export function typeOfLabel<T extends string>(list: 'tel' | 'mail' | 'web', label: string, types: readonly T[]): T | null {
  const read = headerOf(label);
  if (read.word !== '') return null;
  const said = list === 'tel' ? telType(read) : read.place === 'home' ? 'HOME' : read.place === 'work' ? 'WORK' : null;
  const type = list === 'mail' && said !== null ? `INTERNET_${said}` : said;
  return types.find((one) => one === type) ?? null;
}

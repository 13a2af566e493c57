import { CentralinoError, type CreateContactBody, importColumns, type ImportBody } from '@centralino/protocol';
import { withAddresses } from './addresses.ts';
import { contactOfValues, type RowProblem, type Values } from './columns.ts';
import { csvRows } from './csv.ts';
import { decode, encodingOf, unreadableIn } from './encoding.ts';
import { addressOf, guessColumns, isAddress, surnameFirst, typeOfHeader } from './headers.ts';
import { valuesOfCard, vcardsOf } from './vcard.ts';

/** One row of a file: what stands in it, and the contact that it says; null: it can't be taken. */
export type FileRow = { row: number; cells: string[]; fields: CreateContactBody | null; problems: RowProblem[] };

export type FileHead = { headers: string[]; columns: (string | null)[] };

const maxTurnMs = 10;
/** A file of 32 MB with more rows than these is not one of contacts. */
export const mostRows = 200_000;

const asColumn = (name: string | null): string | null => importColumns.find((one) => one === name) ?? null;

/** What a file is: its bytes, or a text that somebody else has read. */
const bytesOf = ({ data, text }: Pick<ImportBody, 'data' | 'text'>): Buffer =>
  data === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(data, 'base64');

/**
 * Rows of a CSV or vCard file, one after the other. `onHead`: the columns, before the first row; `onUnreadable`: so many more characters
 * can't be read. Throws `import.unreadable`.
 */
export async function* readFileRows(
  file: Pick<ImportBody, 'format' | 'data' | 'text' | 'columns'>,
  onHead: (head: FileHead) => void,
  onUnreadable: (count: number) => void = () => undefined,
): AsyncGenerator<FileRow> {
  let row = 0;
  let yieldedAt = performance.now();
  /** Calls go on while a long file is read: their turn comes after a moment. */
  const letOthers = async (): Promise<void> => {
    if (performance.now() - yieldedAt < maxTurnMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    yieldedAt = performance.now();
  };
  const made = (cells: string[], values: Values): FileRow => {
    const { fields, problems } = contactOfValues(values);
    return { row, cells, fields: problems.some(({ fatal }) => fatal) ? null : fields, problems };
  };
  const count = (): void => {
    row += 1;
    if (row > mostRows) throw new CentralinoError('import.unreadable', `it has more than ${mostRows} rows; split it`);
  };
  const bytes = bytesOf(file);
  const encoding = encodingOf(bytes);
  if (file.format === 'vcard') {
    onHead({ headers: [], columns: [] });
    for (const card of vcardsOf(bytes, encoding)) {
      await letOthers();
      if (card === null) continue;
      count();
      for (const { value } of card) onUnreadable(unreadableIn(value));
      const values = valuesOfCard(card);
      yield made(
        Object.values(values).filter((value) => value !== undefined),
        values,
      );
    }
    if (row === 0) throw new CentralinoError('import.unreadable', 'there is no vCard in it');
    return;
  }
  const text = file.text ?? decode(bytes, encoding);
  onUnreadable(unreadableIn(text));
  let valuesOf: ((cells: readonly string[]) => Values) | null = null;
  for (const cells of csvRows(text)) {
    await letOthers();
    if (valuesOf === null) {
      const headers = cells?.map((cell) => cell.replaceAll('\0', '').trim());
      if (headers?.some((header) => header !== '') !== true) throw new CentralinoError('import.unreadable', 'it is no CSV text');
      const columns = file.columns === undefined ? guessColumns(headers) : headers.map((_, i) => asColumn(file.columns?.[i] ?? null));
      valuesOf = rowReader(headers, columns);
      onHead({ headers, columns });
      continue;
    }
    count();
    if (cells === null) yield { row, cells: [], fields: null, problems: [{ column: null, code: 'unreadable', fatal: true }] };
    else yield made(cells, valuesOf(cells));
  }
  if (valuesOf === null) throw new CentralinoError('import.unreadable', 'it is empty');
}

/** How the cells of a row become values: several columns may be of the one address; other addresses go into the notes. */
function rowReader(headers: readonly string[], columns: readonly (string | null)[]): (cells: readonly string[]) => Values {
  const types = headers.map(typeOfHeader);
  const addresses = headers.map(addressOf);
  const reversed = headers.map(surnameFirst);
  return (cells) => {
    const values: Values = {};
    const byAddress = new Map<string, Values>();
    columns.forEach((column, index) => {
      const cell = cells[index] ?? '';
      if (column === null || cell.trim() === '') return;
      if (isAddress(column)) {
        const which = addresses[index] ?? '';
        const address = byAddress.get(which) ?? {};
        byAddress.set(which, { ...address, [column]: address[column] === undefined ? cell : `${address[column]}, ${cell}` });
        return;
      }
      values[column] = column === 'category' ? ownLabel(cell) : column === 'fullname' && reversed[index] === true ? turned(cell) : cell;
      const type = /_value$/.test(column) ? column.replace('_value', '_type') : null;
      // A column of types, if there is one, says more than the header does.
      if (type !== null && !columns.includes(type) && types[index] != null) values[type] = types[index];
    });
    return withAddresses(values, [...byAddress.values()]);
  };
}

/** Google's labels: those that begin with a star are its own (`* myContacts`). */
const ownLabel = (labels: string): string =>
  labels
    .split(/ ?::: ?/)
    .map((label) => label.trim())
    .find((label) => !label.startsWith('*')) ?? '';

/** `Rossi Mario` of a column that has the surname first. */
const turned = (name: string): string => name.trim().replace(/^([^,]+)\s+(\S+)$/, '$1, $2');

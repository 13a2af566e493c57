import { CentralinoError, type CreateContactBody, contactColumns, type ImportBody } from '@centralino/protocol';
import { type Column, contactOfValues, guessColumns, type RowProblem, typeOfHeader, type Values } from './columns.ts';
import { csvRows } from './csv.ts';
import { valuesOfCard, vcardsOf } from './vcard.ts';

/** One row of a file: what stands in it, and the contact that it says; null: it can't be taken. */
export type FileRow = { row: number; cells: string[]; fields: CreateContactBody | null; problems: RowProblem[] };

export type FileHead = { headers: string[]; columns: (Column | null)[] };

const maxTurnMs = 10;

const asColumn = (name: string | null): Column | null => contactColumns.find((one) => one === name) ?? null;

/** Rows of a CSV or vCard text, one after the other. `onHead`: the columns, before the first row. Throws `import.unreadable`. */
export async function* readFileRows(
  file: Pick<ImportBody, 'format' | 'text' | 'columns'>,
  onHead: (head: FileHead) => void,
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
  if (file.format === 'vcard') {
    onHead({ headers: [], columns: [] });
    for (const card of vcardsOf(file.text)) {
      row += 1;
      const values = valuesOfCard(card);
      yield made(
        Object.values(values).filter((value) => value !== undefined),
        values,
      );
      await letOthers();
    }
    if (row === 0) throw new CentralinoError('import.unreadable', 'there is no vCard in it');
    return;
  }
  let head: FileHead | null = null;
  let types: (string | null)[] = [];
  for await (const cells of csvRows(file.text)) {
    if (head === null) {
      if (cells === null || cells.some((cell) => cell.includes('\0'))) throw new CentralinoError('import.unreadable', 'it is no CSV text');
      head = {
        headers: cells,
        columns: file.columns === undefined ? guessColumns(cells) : cells.map((_, i) => asColumn(file.columns?.[i] ?? null)),
      };
      types = cells.map(typeOfHeader);
      onHead(head);
      continue;
    }
    row += 1;
    if (cells === null) {
      yield { row, cells: [], fields: null, problems: [{ column: null, code: 'unreadable', fatal: true }] };
      continue;
    }
    const values: Values = {};
    head.columns.forEach((column, index) => {
      const cell = cells[index] ?? '';
      if (column === null || cell === '') return;
      values[column] = cell;
      const type = /_value$/.test(column) ? (column.replace('_value', '_type') as Column) : null;
      // A column of types, if there is one, says more than the header does.
      if (type !== null && !head?.columns.includes(type) && types[index] != null) values[type] = types[index];
    });
    yield made(cells, values);
    await letOthers();
  }
  if (head === null) throw new CentralinoError('import.unreadable', 'it is empty');
}

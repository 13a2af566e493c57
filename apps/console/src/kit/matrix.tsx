import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormOf } from './form.ts';
import styles from './page.module.css';

export interface MatrixAxis {
  key: string;
  label: string;
}

/**
 * A table of choices: one select where a row and a column meet, e.g. agents × skillsets → level, or services × channels → popup.
 * The value is `Record<row, Record<column, choice>>`; what is not in it is `otherwise`.
 */
export function MatrixField(props: {
  name: string;
  /** What the table is, and what its rows are. */
  label: string;
  rowsLabel: string;
  rows: MatrixAxis[];
  columns: MatrixAxis[];
  choices: { value: string; label: string }[];
  otherwise: string;
  /** Where there is no choice; default: everywhere is one. */
  offers?: (row: MatrixAxis, column: MatrixAxis) => boolean;
  cellLabel: (row: MatrixAxis, column: MatrixAxis) => string;
}): ReactNode {
  const form = useFormOf();
  const value = (form.get(props.name) as Record<string, Record<string, string>> | undefined) ?? {};
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={props.label}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{props.rowsLabel}</th>
            {props.columns.map((column) => (
              <th key={column.key} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.label}</th>
              {props.columns.map((column) => (
                <td key={column.key}>
                  {props.offers?.(row, column) === false ? (
                    '–'
                  ) : (
                    <NativeSelect
                      w={130}
                      aria-label={props.cellLabel(row, column)}
                      data={props.choices}
                      value={value[row.key]?.[column.key] ?? props.otherwise}
                      onChange={(event) =>
                        form.set(props.name, { ...value, [row.key]: { ...value[row.key], [column.key]: event.currentTarget.value } })
                      }
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

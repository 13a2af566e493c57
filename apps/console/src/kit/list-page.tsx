import { ActionIcon, Button, TextInput, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconPlus, IconSearch, IconTrash, type Icon } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { fresh } from '../registry.ts';
import { navigate } from '../router.ts';
import { Empty } from './empty.tsx';
import { Link } from './link.tsx';
import { Show, type Loaded } from './load.tsx';
import { PageHead } from './page-head.tsx';
import styles from './page.module.css';
import { useRemove, type Removal } from './remove.ts';

export interface Column<T> {
  label: string;
  show: (row: T) => ReactNode;
}

/** Names as people order them: whatever the case, and 2 before 10. */
const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** A page with a table of things: filter as you type, one row each with a link to its editor, removal with undo, a first step when empty. */
export function ListPage<T>(props: {
  title: string;
  intro: string;
  icon: Icon;
  /** Path of the page, e.g. `/services`; rows lead to `<path>/<key>`, *New* to `<path>/+`. */
  path: string;
  loaded: Loaded<T[]>;
  keyOf: (row: T) => string;
  nameOf: (row: T) => string;
  columns: Column<T>[];
  /** Their order means something: they stay in it instead of the order of their names. */
  ordered?: boolean;
  /** What the filter looks in besides the name. */
  also?: (row: T) => string;
  /** Label of *New …*; absent: things come from elsewhere. */
  add?: string;
  empty: { title: string; text: string };
  /** null: this one is always there. */
  remove?: (row: T) => Removal | null;
  actions?: ReactNode;
}): ReactNode {
  const t = useTranslations('kit');
  const [filter, setFilter] = useState('');
  const remove = useRemove(props.loaded.reload);
  const removalOf = (row: T): Removal | null => props.remove?.(row) ?? null;
  const word = filter.trim().toLowerCase();
  const addButton = props.add !== undefined && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => navigate(`${props.path}/${fresh}`)}>
      {props.add}
    </Button>
  );
  return (
    <>
      <PageHead
        title={props.title}
        intro={props.intro}
        actions={props.actions ?? ((props.loaded.data?.length ?? 0) > 0 ? addButton : null)}
      />
      <Show loaded={props.loaded}>
        {(all) => {
          const rows = all.filter((row) =>
            `${props.nameOf(row)} ${props.keyOf(row)} ${props.also?.(row) ?? ''}`.toLowerCase().includes(word),
          );
          if (props.ordered !== true) rows.sort((one, other) => byName.compare(props.nameOf(one), props.nameOf(other)));
          return (
            <div className={styles.card}>
              {all.length === 0 ? (
                <Empty icon={props.icon} {...props.empty} action={addButton} />
              ) : (
                <>
                  {all.length > 8 && (
                    <div className={styles.filter}>
                      <TextInput
                        w={320}
                        leftSection={<IconSearch size={16} aria-hidden />}
                        placeholder={t('filter')}
                        aria-label={t('filter')}
                        value={filter}
                        onChange={(event) => setFilter(event.currentTarget.value)}
                      />
                      <span role="status">{t('shown', { count: rows.length, all: all.length })}</span>
                    </div>
                  )}
                  <div className={styles.scroll} tabIndex={0} role="group" aria-label={props.title}>
                    <table className={styles.table}>
                      <thead>
                        <tr>
                          <th scope="col">{t('name')}</th>
                          {props.columns.map(({ label }) => (
                            <th key={label} scope="col">
                              {label}
                            </th>
                          ))}
                          {props.remove !== undefined && (
                            <th scope="col">
                              <VisuallyHidden>{t('actions')}</VisuallyHidden>
                            </th>
                          )}
                        </tr>
                      </thead>
                      <tbody>
                        {rows.map((row) => (
                          <tr key={props.keyOf(row)}>
                            <td>
                              <Link to={`${props.path}/${props.keyOf(row)}`} className={styles.name}>
                                {props.nameOf(row)}
                              </Link>
                            </td>
                            {props.columns.map(({ label, show }) => (
                              <td key={label}>{show(row)}</td>
                            ))}
                            {props.remove !== undefined && (
                              <td className={styles.actions}>
                                {removalOf(row) !== null && (
                                  <Tooltip label={t('remove')}>
                                    <ActionIcon
                                      variant="subtle"
                                      color="gray"
                                      c="var(--cc-muted)"
                                      aria-label={t('removeThis', { name: props.nameOf(row) })}
                                      onClick={() => {
                                        const removal = removalOf(row);
                                        if (removal !== null) void remove(removal);
                                      }}
                                    >
                                      <IconTrash size={18} stroke={1.7} aria-hidden />
                                    </ActionIcon>
                                  </Tooltip>
                                )}
                              </td>
                            )}
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </div>
                </>
              )}
            </div>
          );
        }}
      </Show>
    </>
  );
}

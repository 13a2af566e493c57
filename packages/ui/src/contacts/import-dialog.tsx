import {
  contactNameOf,
  importColumns,
  mainBookId,
  type ContactImport,
  type ImportBody,
  type ImportPreview,
  type ImportProblem,
} from '@centralino/protocol';
import { Button, Modal, NativeSelect } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { failureCode } from '../api/request-failed.ts';
import type { RestClient } from '../api/rest-client.ts';
import { Banner } from '../parts/banner.tsx';
import styles from './contacts.module.css';

type File_ = { name: string; body: { format: ImportBody['format']; data: string } };

/** The file as it is: what its bytes mean, the server finds out. */
function readFile(file: File): Promise<File_> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.onload = () => {
      const data = String(reader.result).split(',', 2)[1] ?? '';
      // Also in UTF-16: its zeros and marks are no letters.
      const start = atob(data.slice(0, 400)).replace(/[^\x21-\x7E]/g, '');
      resolve({ name: file.name, body: { format: /^BEGIN:VCARD/i.test(start) ? 'vcard' : 'csv', data: data || btoa(' ') } });
    };
    reader.readAsDataURL(file);
  });
}

const problemWords = [
  'empty',
  'tooLong',
  'number',
  'email',
  'web',
  'type',
  'unreadable',
  'exists',
  'same',
  'scientific',
  'characters',
  'control',
  'tooMany',
  'notStored',
] as const;
const shownProblems = 20;
const shownShared = 10;
const pollMs = 400;

/** Several columns may be of an address: business and home, or a street in two. */
const mayRepeat = (column: string): boolean => /^(?:street|postcode|city|region|country)$/.test(column);

type Words = ReturnType<typeof useTranslations<never>>;

const columnWords = {
  surname: 'contact.lastName',
  name: 'contact.firstName',
  othername: 'contact.otherName',
  company: 'contact.company',
  department: 'contact.department',
  street: 'contact.street',
  postcode: 'contact.postcode',
  city: 'contact.city',
  region: 'contact.region_',
  country: 'contact.country',
  role: 'contact.role',
  category: 'contact.category',
  vip: 'contact.vip',
  note: 'contact.notes',
  kind: 'contact.kind',
} as const;
const listWords = { tel: 'contact.phone', mail: 'contact.email', web: 'contact.web' } as const;

/** A column as the card of a contact calls it; ids of other systems keep their technical name. */
function columnWord(name: string, t: Words): string {
  if (name in columnWords) return t(columnWords[name as keyof typeof columnWords]);
  if (name === 'fullname') return t('importing.fullname');
  const custom = /^custom_(\d+)$/.exec(name)?.[1];
  if (custom !== undefined) return t('contact.custom', { place: custom });
  const [, list, place = '', part] = /^(tel|mail|web)(\d+)_(value|type)$/.exec(name) ?? [];
  if (list === undefined) return name;
  const what = t('contact.numberOf', { what: t(listWords[list as keyof typeof listWords]), place });
  return part === 'value' ? what : t('contact.typeOf', { what });
}

/**
 * Brings contacts of a file: what is which column, what would come, then how far it is and what was not taken. The app has `importWords`
 * under `importing`.
 */
export function ImportDialog(props: {
  contacts: RestClient['contacts'];
  /** What happened and what to do, in the reader's language. */
  failureText: (error: unknown) => string;
  /** The book that is chosen at first. */
  bookId?: string;
  onClose: () => void;
  onChanged: () => void;
}): ReactNode {
  const t = useTranslations();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File_ | null>(null);
  const [books, setBooks] = useState<{ value: string; label: string }[]>([]);
  const [bookId, setBook] = useState(props.bookId ?? mainBookId);
  const [existing, setExisting] = useState<'update' | 'skip' | 'create'>('update');
  const [sharedNumber, setSharedNumber] = useState<ImportBody['sharedNumber']>('separate');
  const [columns, setColumns] = useState<(string | null)[] | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [job, setJob] = useState<ContactImport | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const { contacts, onChanged } = props;

  useEffect(() => {
    contacts.books().then(
      (found) => setBooks(found.map(({ id, name }) => ({ value: id, label: name }))),
      (error: unknown) => setFailure(error),
    );
  }, [contacts]);

  useEffect(() => {
    if (file === null) return;
    let current = true;
    setFailure(null);
    contacts.previewImport({ ...file.body, bookId, existing, sharedNumber, ...(columns === null ? {} : { columns }) }).then(
      (found) => current && setPreview(found),
      (error: unknown) => {
        if (!current) return;
        setPreview(null);
        setFailure(error);
      },
    );
    return () => {
      current = false;
    };
  }, [contacts, file, columns, bookId, existing, sharedNumber]);

  const running = job?.state === 'running' ? job.id : null;
  const changed = useRef(onChanged);
  useEffect(() => {
    changed.current = onChanged;
  });
  useEffect(() => {
    if (running === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current = true;
    // One question at a time: under load, an old answer never comes after a newer one.
    const ask = async (): Promise<void> => {
      try {
        const now = await contacts.importState(running);
        if (!current) return;
        setJob(now);
        setFailure(null);
        if (now.state !== 'running') return changed.current();
      } catch (error) {
        if (!current) return;
        // It goes on over there, and is asked for again; what is not known there does not.
        setFailure(error);
        if (failureCode(error) === 'import.unknown') return setJob((job) => job && { ...job, state: 'failed' });
      }
      timer = setTimeout(() => void ask(), pollMs);
    };
    timer = setTimeout(() => void ask(), pollMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [contacts, running]);

  const start = async (): Promise<void> => {
    if (file === null) return;
    setBusy(true);
    try {
      setJob(await contacts.startImport({ ...file.body, bookId, existing, sharedNumber, ...(columns === null ? {} : { columns }) }));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const said = ({ row, column, code }: ImportProblem): string => {
    const word = problemWords.find((one) => one === code) ?? 'other';
    const problem = t(`importing.problems.${word}`);
    return column === null
      ? t('importing.problem', { row: String(row), problem })
      : t('importing.problemIn', { row: String(row), column, problem });
  };

  return (
    <Modal opened onClose={props.onClose} title={t('importing.title')} size="xl" closeButtonProps={{ 'aria-label': t('importing.close') }}>
      {failure !== null && (
        <Banner tone="error">
          {failureCode(failure) === 'import.unreadable' ? t('importing.unreadable') : props.failureText(failure)}
        </Banner>
      )}
      {job !== null ? (
        <Progress job={job} said={said} />
      ) : (
        <>
          <p className={styles.muted}>{t('importing.text')}</p>
          <div className={styles.actions}>
            <input
              ref={input}
              type="file"
              hidden
              accept=".csv,.txt,.tsv,.vcf,text/csv,text/vcard"
              aria-label={t('importing.file')}
              onChange={(event) => {
                const chosen = event.currentTarget.files?.[0];
                if (chosen === undefined) return;
                setColumns(null);
                setPreview(null);
                setSharedNumber('separate');
                readFile(chosen).then(setFile, setFailure);
              }}
            />
            <Button
              variant={file === null ? 'filled' : 'default'}
              leftSection={<IconFileImport size={17} aria-hidden />}
              onClick={() => input.current?.click()}
            >
              {file === null ? t('importing.choose') : file.name}
            </Button>
          </div>
          {preview !== null && (
            <>
              <div className={styles.columns} style={{ marginTop: 14 }}>
                <NativeSelect
                  label={t('importing.book')}
                  value={bookId}
                  data={books}
                  onChange={(event) => setBook(event.currentTarget.value)}
                />
                <NativeSelect
                  label={t('importing.existing')}
                  value={existing}
                  data={(['update', 'skip', 'create'] as const).map((value) => ({ value, label: t(`importing.existings.${value}`) }))}
                  onChange={(event) => setExisting(event.currentTarget.value as typeof existing)}
                />
              </div>
              {preview.headers.length > 0 && (
                <fieldset className={styles.fieldset} style={{ marginTop: 14 }}>
                  <legend className={styles.candidatesTitle}>{t('importing.columns')}</legend>
                  <div className={`${styles.columns} ${styles.scroll}`} style={{ padding: 10 }}>
                    {preview.headers.map((header, index) => (
                      <NativeSelect
                        key={index}
                        size="xs"
                        label={t('importing.columnIs', { header: header || String(index + 1) })}
                        value={preview.columns[index] ?? ''}
                        data={[
                          { value: '', label: t('importing.leaveOut') },
                          ...importColumns.map((name) => ({ value: name, label: columnWord(name, t) })),
                        ]}
                        onChange={(event) => {
                          const value = event.currentTarget.value;
                          setColumns(
                            preview.columns.map((one, at) =>
                              at === index ? value || null : one === value && !mayRepeat(value) ? null : one,
                            ),
                          );
                        }}
                      />
                    ))}
                  </div>
                </fieldset>
              )}
              <h3 className={styles.candidatesTitle} style={{ marginTop: 14 }}>
                {t('importing.preview')}
              </h3>
              <p className={styles.muted} role="status">
                {t('importing.rows', { count: preview.total })} · {t('importing.bad', { count: preview.bad })}
              </p>
              {preview.unreadable > 0 && (
                <Banner tone="warning">{t('importing.unreadableCharacters', { count: preview.unreadable })}</Banner>
              )}
              {preview.sharedTotal > 0 && <SharedNumbers preview={preview} value={sharedNumber} onChange={setSharedNumber} />}
              <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('importing.preview')}>
                <table className={styles.table}>
                  <tbody>
                    {preview.contacts.map((contact, index) => (
                      <tr key={index}>
                        <td>{contactNameOf(contact)}</td>
                        <td>{contact.company ?? ''}</td>
                        <td>{contact.tel?.map(({ value }) => value).join(', ')}</td>
                        <td>{contact.mail?.map(({ value }) => value).join(', ')}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <Problems problems={preview.problems} said={said} />
              <div className={styles.actions}>
                <Button loading={busy} disabled={preview.total - preview.bad <= 0} onClick={() => void start()}>
                  {t('importing.start', { count: preview.total - preview.bad })}
                </Button>
              </div>
            </>
          )}
        </>
      )}
    </Modal>
  );
}

/** Colleagues behind one number, or one person? Whoever imports knows. */
function SharedNumbers(props: {
  preview: ImportPreview;
  value: ImportBody['sharedNumber'];
  onChange: (value: ImportBody['sharedNumber']) => void;
}): ReactNode {
  const t = useTranslations();
  const { shared, sharedTotal } = props.preview;
  return (
    <div style={{ margin: '10px 0' }}>
      <Banner tone="warning">{t('importing.shared', { count: sharedTotal })}</Banner>
      <ul className={styles.muted} style={{ paddingLeft: 18 }}>
        {shared.slice(0, shownShared).map(({ number, rows, contacts }) => (
          <li key={number}>
            <span className="cc-tabular">{number}</span>:{' '}
            {[
              ...rows.map(({ row, name }) => t('importing.sharedRow', { name: name || t('importing.noName'), row: String(row) })),
              ...contacts.map((name) => t('importing.sharedContact', { name: name || t('importing.noName') })),
            ].join(', ')}
          </li>
        ))}
        {sharedTotal > shownShared && <li>{t('importing.moreProblems', { count: sharedTotal - shownShared })}</li>}
      </ul>
      <NativeSelect
        label={t('importing.sharedNumber')}
        value={props.value}
        data={(['separate', 'together'] as const).map((value) => ({ value, label: t(`importing.sharedNumbers.${value}`) }))}
        onChange={(event) => props.onChange(event.currentTarget.value as ImportBody['sharedNumber'])}
      />
    </div>
  );
}

function Problems(props: { problems: readonly ImportProblem[]; said: (problem: ImportProblem) => string }): ReactNode {
  const t = useTranslations();
  if (props.problems.length === 0) return null;
  const more = props.problems.length - shownProblems;
  return (
    <ul className={styles.warn} style={{ margin: 0, paddingLeft: 18 }}>
      {props.problems.slice(0, shownProblems).map((problem, index) => (
        <li key={index}>{props.said(problem)}</li>
      ))}
      {more > 0 && <li>{t('importing.moreProblems', { count: more })}</li>}
    </ul>
  );
}

function Progress(props: { job: ContactImport; said: (problem: ImportProblem) => string }): ReactNode {
  const t = useTranslations();
  const { job, said } = props;
  const report = (): string => URL.createObjectURL(new Blob([job.problems.map(said).join('\r\n')], { type: 'text/plain;charset=utf-8' }));
  if (job.state === 'running')
    return (
      <>
        <progress value={job.done} max={Math.max(1, job.total)} aria-label={t('importing.title')} style={{ width: '100%' }} />
        <p className={`${styles.muted} cc-tabular`} role="status">
          {t('importing.running', { done: String(job.done), total: String(job.total) })}
        </p>
      </>
    );
  return (
    <>
      <Banner tone={job.state === 'done' ? 'good' : 'error'}>
        {job.state === 'done'
          ? t('importing.done', {
              created: String(job.created),
              updated: String(job.updated),
              skipped: String(job.skipped),
              bad: String(job.bad),
            })
          : t('importing.failed')}
      </Banner>
      {job.problems.length > 0 && (
        <>
          <Problems problems={job.problems} said={said} />
          <div className={styles.actions}>
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                const link = document.createElement('a');
                link.href = report();
                link.download = 'import.txt';
                link.click();
                URL.revokeObjectURL(link.href);
              }}
            >
              {t('importing.report')}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

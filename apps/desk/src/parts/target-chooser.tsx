import type { Channel, TargetList } from '@centralino/protocol';
import { failureCode, type FailureCode } from '@centralino/ui';
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { failureWord } from '../messages/failure-message.ts';
import { useDesk } from '../state/desk-context.ts';
import { Banner } from './banner.tsx';
import styles from './target-dialog.module.css';
import { groupsOf, targetGroups, targetOptions, type TargetGroup, type TargetOption } from './target-options.ts';

/** How often what is shown is asked for again: presences change while one looks. */
const renewMs = 3_000;
const typingMs = 160;

interface ChooserProps {
  intro: string;
  /** Of the search; default: everybody who can be called. */
  label?: string;
  /** Which kinds are offered; default all. */
  groups?: readonly TargetGroup[];
  /** Of the call: not every service takes every kind. */
  channel: Channel;
  /** What can be done with the chosen one (null: nobody is). `run` shows why it was refused, or closes. */
  actions: (chosen: TargetOption | null, run: (work: (chosen: TargetOption) => Promise<FailureCode | null>) => void) => ReactNode;
  onDone: () => void;
}

/** One search over colleagues, services, contacts and numbers, and what can be done with who was chosen. */
export function TargetChooser(props: ChooserProps): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const id = useId();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<{ query: string; targets: TargetList } | null>(null);
  const [searchFailure, setSearchFailure] = useState<FailureCode | null>(null);
  const [chosenKey, choose] = useState<string | null>(null);
  const [failure, setFailure] = useState<FailureCode | null>(null);
  const actions = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout>;
    const look = (): void => {
      desk.commands.searchTargets(query.trim()).then(
        (targets) => {
          if (!current) return;
          setFound({ query: query.trim(), targets });
          setSearchFailure(null);
        },
        (error: unknown) => current && setSearchFailure(failureCode(error)),
      );
      timer = setTimeout(look, renewMs);
    };
    timer = setTimeout(look, query === '' ? 0 : typingMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [desk, query]);

  const offered = props.groups ?? targetGroups;
  const options =
    found === null ? [] : targetOptions(found.targets, found.query, props.channel, t).filter(({ group }) => offered.includes(group));
  const groups = groupsOf(options, offered);
  // In the order in which they are drawn: arrows go as the eye goes, past those who can't take it.
  const able = groups.flatMap(({ of }) => of).filter(({ unable }) => unable === null);
  // What was found for other words stays to be looked at, but nobody of it is called by accident.
  const current = found !== null && found.query === query.trim();
  const picked = options.find(({ key }) => key === chosenKey) ?? null;
  const chosen = chosenKey === null ? ((current ? able[0] : undefined) ?? null) : picked?.unable === null ? picked : null;

  // Who was shown as chosen stays it, whoever else becomes free meanwhile: nobody else is called than who was looked at.
  useEffect(() => {
    if (chosenKey === null && chosen !== null) choose(chosen.key);
  }, [chosenKey, chosen]);

  const move = (step: number): void => {
    const from = chosen === null ? (step > 0 ? -1 : 0) : able.indexOf(chosen);
    const next = able[(from + step + able.length) % able.length];
    if (next === undefined) return;
    setFailure(null);
    choose(next.key);
    document.getElementById(`${id}-${next.key}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && chosen !== null) {
      // A call is not given away by one key too many: Enter goes to what can be done, a second one does it.
      event.preventDefault();
      actions.current?.querySelector('button')?.focus();
    }
  };

  const run = async (work: (chosen: TargetOption) => Promise<FailureCode | null>): Promise<void> => {
    if (chosen === null) return;
    setFailure(null);
    const why = await work(chosen);
    if (why === null) props.onDone();
    else if (why !== 'pending') setFailure(why);
  };

  return (
    <div className={styles.dialog}>
      <p className={styles.intro}>{props.intro}</p>
      <TextInput
        type="search"
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={chosen === null ? undefined : `${id}-${chosen.key}`}
        label={props.label ?? t('target.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setFailure(null);
          choose(null);
        }}
        onKeyDown={onKey}
      />
      <div role="listbox" id={`${id}-list`} aria-label={t('target.results')} className={styles.list}>
        {groups.map(({ group, of }) => (
          <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
            <div className={styles.group} id={`${id}-${group}`} role="presentation">
              {t(`target.${group}`)}
            </div>
            {of.map((option) => (
              <div
                key={option.key}
                id={`${id}-${option.key}`}
                role="option"
                aria-selected={option === chosen}
                aria-disabled={option.unable !== null || undefined}
                className={`${styles.option} ${option === chosen ? styles.chosen : ''} ${option.unable === null ? '' : styles.unable}`}
                onClick={() => {
                  if (option.unable !== null) return;
                  setFailure(null);
                  choose(option.key);
                }}
              >
                <span className={styles.sign}>
                  <option.icon size={17} stroke={1.9} aria-hidden />
                </span>
                <span className={styles.name}>{option.name}</span>
                <span className={`${styles.detail} ${option.free ? styles.free : ''}`}>{option.unable ?? option.detail}</span>
              </div>
            ))}
          </div>
        ))}
      </div>
      <div role="status" className={styles.none}>
        {searchFailure !== null
          ? t(`errors.${failureWord(searchFailure)}`)
          : found !== null && options.length === 0 && t('target.none', { query: found.query })}
        {picked !== null && picked.unable !== null && t('target.unableNow', { name: picked.name, why: picked.unable })}
      </div>
      {failure !== null && <Banner tone="error">{t(`errors.${failureWord(failure)}`)}</Banner>}
      <div className={styles.actions} ref={actions}>
        {props.actions(chosen, (work) => void run(work))}
      </div>
    </div>
  );
}

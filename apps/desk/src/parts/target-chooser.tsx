import type { Target, TargetList } from '@centralino/protocol';
import { failureCode, type FailureCode } from '@centralino/ui';
import { TextInput } from '@mantine/core';
import { IconHash, IconHeadset, IconSearch, IconUser, IconUsersGroup, type Icon } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { numberOf, phoneAsWritten } from '../lib/phone.ts';
import { failureWord } from '../messages/failure-message.ts';
import { useDesk } from '../state/desk-context.ts';
import { Banner } from './banner.tsx';
import styles from './target-dialog.module.css';

type Group = 'agents' | 'services' | 'contacts' | 'number';

export interface TargetOption {
  key: string;
  group: Group;
  target: Target;
  name: string;
  detail: string;
  free: boolean;
  icon: Icon;
}

/** How often what is shown is asked for again: presences change while one looks. */
const renewMs = 3_000;
const typingMs = 160;
const all: readonly Group[] = ['agents', 'services', 'contacts', 'number'];

interface ChooserProps {
  intro: string;
  /** Of the search; default: everybody who can be called. */
  label?: string;
  /** Which kinds are offered; default all. */
  groups?: readonly Group[];
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

  const offered = props.groups ?? all;
  const options = found === null ? [] : optionsOf(found.targets, found.query, t).filter(({ group }) => offered.includes(group));
  // What was found for other words stays to be looked at, but nobody of it is called by accident.
  const current = found !== null && found.query === query.trim();
  const chosen = options.find(({ key }) => key === chosenKey) ?? (current ? options[0] : undefined) ?? null;
  const groups = offered
    .map((group) => ({ group, of: options.filter((option) => option.group === group) }))
    .filter((one) => one.of.length > 0);
  // In the order in which they are drawn: arrows go as the eye goes.
  const drawn = groups.flatMap(({ of }) => of);

  const move = (step: number): void => {
    const from = chosen === null ? (step > 0 ? -1 : 0) : drawn.indexOf(chosen);
    const next = drawn[(from + step + drawn.length) % drawn.length];
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
                className={`${styles.option} ${option === chosen ? styles.chosen : ''}`}
                onClick={() => {
                  setFailure(null);
                  choose(option.key);
                }}
              >
                <span className={styles.sign}>
                  <option.icon size={17} stroke={1.9} aria-hidden />
                </span>
                <span className={styles.name}>{option.name}</span>
                <span className={`${styles.detail} ${option.free ? styles.free : ''}`}>{option.detail}</span>
              </div>
            ))}
          </div>
        ))}
      </div>
      <div role="status" className={styles.none}>
        {searchFailure !== null
          ? t(`errors.${failureWord(searchFailure)}`)
          : found !== null && options.length === 0 && t('target.none', { query: found.query })}
      </div>
      {failure !== null && <Banner tone="error">{t(`errors.${failureWord(failure)}`)}</Banner>}
      <div className={styles.actions} ref={actions}>
        {props.actions(chosen, (work) => void run(work))}
      </div>
    </div>
  );
}

/** All messages, by their whole key. */
type Words = ReturnType<typeof useTranslations<never>>;

function optionsOf({ agents, services, contacts }: TargetList, query: string, t: Words): TargetOption[] {
  const number = numberOf(query);
  return [
    ...agents.map((agent): TargetOption => ({
      key: `agent-${agent.agentId}`,
      group: 'agents',
      target: { kind: 'agent', agentId: agent.agentId },
      name: agent.name,
      detail: agentDetail(agent, t),
      free: agent.callable,
      icon: IconHeadset,
    })),
    ...services.map((service): TargetOption => ({
      key: `service-${service.code}`,
      group: 'services',
      target: { kind: 'service', code: service.code },
      name: service.name,
      detail: t('target.service', { waiting: service.waiting, free: service.agentsFree }),
      free: service.agentsFree > 0,
      icon: IconUsersGroup,
    })),
    ...contacts.map((contact): TargetOption => ({
      key: `contact-${contact.contactId}`,
      group: 'contacts',
      target: { kind: 'number', number: numberOf(contact.number) ?? contact.number },
      name: contact.name || contact.company || phoneAsWritten(contact.number),
      detail: phoneAsWritten(contact.number),
      free: false,
      icon: IconUser,
    })),
    ...(number === null
      ? []
      : [
          {
            key: 'number',
            group: 'number',
            target: { kind: 'number', number },
            name: phoneAsWritten(number),
            detail: '',
            free: false,
            icon: IconHash,
          } satisfies TargetOption,
        ]),
  ];
}

/** Presence and activity in few words: whether they are free is what counts. */
function agentDetail(agent: TargetList['agents'][number], t: Words): string {
  const presence = t(`presence.${agent.presence.kind}`);
  if (!agent.connected || agent.presence.kind === 'loggedOut') return agent.presence.kind === 'loggedOut' ? presence : t('target.away');
  if (agent.activity === 'idle') return `${presence} · ${t('target.free')}`;
  return `${presence} · ${t(agent.activity === 'wrapping' ? 'target.wrapping' : 'target.busy')}`;
}

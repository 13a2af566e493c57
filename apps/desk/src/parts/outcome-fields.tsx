import type { OutcomeConfig } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import { Select } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { beginningFirst } from '../lib/beginning-first.ts';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';
import type { Part } from '../state/desk-state.ts';
import styles from './wrap-stage.module.css';

/** Enter chooses what is seen to be highlighted, also right after the list opened, when the library has not made up its mind yet. */
function chooseHighlighted(event: KeyboardEvent): void {
  const field = event.target as HTMLElement;
  const modified = event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing;
  if (event.key !== 'Enter' || modified || field.getAttribute('aria-expanded') !== 'true') return;
  const list = document.getElementById(field.getAttribute('aria-controls') ?? '');
  const option = list?.querySelector<HTMLElement>('[data-combobox-selected]');
  if (option == null) return;
  event.preventDefault();
  event.stopPropagation();
  option.click();
}

/** The business outcome as two linked choices with type-ahead. What is chosen is kept like notes are. */
export function OutcomeFields(props: { part: Part; config: OutcomeConfig }): ReactNode {
  const { config } = props;
  const { interaction, segment } = props.part;
  const segmentId = segment.id;
  const desk = useDesk();
  const t = useTranslations();
  const { language } = useLanguage();
  const kept = useStore(desk.outcomes.store, (all) => all[segmentId]);
  const missing = useStore(desk.outcomes.missing);
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const choice = kept ?? desk.outcomes.of(segment);
  const level1 = config.level1.find(({ code }) => code === choice.level1);
  const level2 = level1?.level2.find(({ code }) => code === choice.level2);
  const details = level1?.level2 ?? [];
  const problem = missing?.segmentId === segmentId ? missing.level : null;

  useEffect(() => {
    if (missing?.segmentId === segmentId) (missing.level === 'level1' ? first : second).current?.focus();
  }, [missing, segmentId]);

  const options = (entries: readonly { code: string; label: Record<typeof language, string> }[]) =>
    entries.map(({ code, label }) => ({ value: code, label: label[language] }));
  const shared = {
    searchable: true,
    // Type the beginning, press Enter: the first that fits is chosen.
    selectFirstOptionOnChange: true,
    // Enter on what is chosen already keeps it.
    allowDeselect: false,
    filter: beginningFirst,
    // What is missing stands above: the list opens below and must not hide it.
    inputWrapperOrder: ['label' as const, 'error' as const, 'input' as const],
    clearable: true,
    // Choosing in the list is the only way to a value: what was only typed is no outcome.
    nothingFoundMessage: t('outcome.nothing'),
    clearButtonProps: { 'aria-label': t('outcome.clear') },
    // In place, so that the list belongs to the page's main part for those who navigate by landmarks.
    // Kept in the page also while it is closed: the first letter finds it there.
    comboboxProps: { withinPortal: false, keepMounted: true, transitionProps: { duration: 0 } },
    maxDropdownHeight: 260,
  };

  return (
    <div className={styles.outcome} onKeyDownCapture={chooseHighlighted}>
      <Select
        {...shared}
        ref={first}
        label={config.required ? `${t('outcome.level1')} (${t('outcome.needed')})` : t('outcome.level1')}
        aria-required={config.required}
        placeholder={t('outcome.choose')}
        data={options(config.level1)}
        value={level1?.code ?? null}
        error={problem === 'level1' ? t('outcome.missing.level1') : undefined}
        onChange={(code) => {
          desk.outcomes.choose(interaction.id, segmentId, { level1: code, level2: null });
          // With the first chosen the second is next.
          if (code !== null && (config.level1.find((one) => one.code === code)?.level2.length ?? 0) > 0) {
            setTimeout(() => second.current?.focus());
          }
        }}
      />
      <Select
        {...shared}
        ref={second}
        key={level1?.code ?? ''}
        label={t('outcome.level2')}
        aria-required={config.required && details.length > 0}
        placeholder={t(level1 === undefined ? 'outcome.first' : details.length === 0 ? 'outcome.noDetail' : 'outcome.choose')}
        disabled={details.length === 0}
        data={options(details)}
        value={level2?.code ?? null}
        error={problem === 'level2' ? t('outcome.missing.level2') : undefined}
        onChange={(code) => desk.outcomes.choose(interaction.id, segmentId, { level1: level1?.code ?? null, level2: code })}
      />
    </div>
  );
}

import type { OutcomeConfig, ServiceConfig, Text } from '@centralino/protocol';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ItemButtons } from '../../kit/choices.tsx';
import { Section } from '../../kit/editor-page.tsx';
import { LanguagesField, SwitchField } from '../../kit/fields.tsx';
import type { Form } from '../../kit/form.ts';
import { moved } from '../../kit/moved.ts';
import { freeCode, type Entry } from '../../kit/named.ts';
import { OptionSwitch } from '../../kit/option-switch.tsx';
import styles from './outcomes.module.css';

type Level1 = OutcomeConfig['level1'][number];
const empty: Text = { it: '', en: '' };

/** What may come of a talk: a list of outcomes, each with an own list below it. */
export function Outcomes({ form }: { form: Form<ServiceConfig> }): ReactNode {
  const t = useTranslations('services');
  const outcomes = form.value.outcomes;
  const level1 = outcomes?.level1 ?? [];
  const set = (next: Level1[]): void => form.set('outcomes.level1', next);
  const setLevel2 = (index: number, next: Entry[]): void => form.set(`outcomes.level1.${index}.level2`, next);
  return (
    <Section title={t('outcomes')} text={t('outcomesText')}>
      <OptionSwitch
        label={t('outcomesOn')}
        help={t('outcomesOnHelp')}
        path="outcomes"
        on={{ required: true, level1: [{ code: 'x1', label: empty, level2: [] }] } satisfies OutcomeConfig}
      />
      {outcomes !== undefined && (
        <>
          <SwitchField name="outcomes.required" label={t('required')} help={t('requiredHelp')} />
          {level1.map((entry, index) => {
            const path = `outcomes.level1.${index}`;
            const name = t('outcomeName', { number: index + 1 });
            return (
              <div key={entry.code} className={styles.outcome} role="group" aria-label={name}>
                <div className={styles.line}>
                  <div className={styles.grow}>
                    <LanguagesField name={`${path}.label`} label={name} />
                  </div>
                  <ItemButtons
                    name={name}
                    index={index}
                    count={level1.length}
                    onMove={(to) => set(moved(level1, index, to))}
                    onRemove={() => set(level1.filter((one) => one !== entry))}
                  />
                </div>
                <div className={styles.below}>
                  {entry.level2.map((detail, place) => {
                    const own = t('detailName', { number: place + 1 });
                    return (
                      <div key={detail.code} className={styles.line} role="group" aria-label={own}>
                        <div className={styles.grow}>
                          <LanguagesField name={`${path}.level2.${place}.label`} label={own} />
                        </div>
                        <ItemButtons
                          name={own}
                          index={place}
                          count={entry.level2.length}
                          onMove={(to) => setLevel2(index, moved(entry.level2, place, to))}
                          onRemove={() =>
                            setLevel2(
                              index,
                              entry.level2.filter((one) => one !== detail),
                            )
                          }
                        />
                      </div>
                    );
                  })}
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    leftSection={<IconPlus size={14} aria-hidden />}
                    onClick={() => setLevel2(index, [...entry.level2, { code: freeCode(entry.level2), label: empty }])}
                  >
                    {t('addLevel2')}
                  </Button>
                </div>
              </div>
            );
          })}
          <div>
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => set([...level1, { code: freeCode(level1), label: empty, level2: [] }])}
            >
              {t('addLevel1')}
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}

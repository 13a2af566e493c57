import type { Channel, ServiceConfig } from '@centralino/protocol';
import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Section } from '../../kit/editor-page.tsx';
import { NumberField } from '../../kit/fields.tsx';
import { useFormOf } from '../../kit/form.ts';
import styles from './services.module.css';

type Rules = NonNullable<ServiceConfig['retention']>;
const noLimit = { interactionDays: null, recordingDays: null, deliveryDays: null };

/** How long what is personal is kept: for all channels, and for those that differ. */
export function Retention({ channels }: { channels: readonly Channel[] }): ReactNode {
  const t = useTranslations('services');
  const kit = useTranslations('kit');
  const form = useFormOf();
  const rules = (form.get('retention') as Rules | undefined) ?? [];
  const set = (next: Rules): void => form.set('retention', next.length === 0 ? undefined : next);
  const hasAll = rules.some(({ channel }) => channel === null);
  const left = channels.filter((one) => !rules.some(({ channel }) => channel === one));
  return (
    <Section title={t('retention')} text={t('retentionText')}>
      {rules.length === 0 && <p className={styles.plain}>{t('forGood')}</p>}
      {rules.map(({ channel }, index) => {
        const name = channel === null ? t('allChannels') : kit(`channels.${channel}`);
        return (
          <fieldset key={channel ?? 'all'} className={styles.rule}>
            <legend className={styles.ruleHead}>
              {name}
              <ActionIcon
                variant="subtle"
                color="gray"
                c="var(--cc-muted)"
                aria-label={kit('takeOut', { name })}
                onClick={() => set(rules.filter((_one, at) => at !== index))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </legend>
            <div className={styles.days}>
              {(['interactionDays', 'recordingDays', 'deliveryDays'] as const).map((kind) => (
                <NumberField key={kind} name={`retention.${index}.${kind}`} label={t(kind)} unit={t('days')} min={1} max={36_500} />
              ))}
            </div>
          </fieldset>
        );
      })}
      <div className={styles.addRule}>
        {!hasAll && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => set([{ channel: null, ...noLimit, recordingDays: 90 }, ...rules])}
          >
            {t('addRetention')}
          </Button>
        )}
        {hasAll && left.length > 0 && (
          <NativeSelect
            aria-label={t('addRetentionChannel')}
            value=""
            data={[
              { value: '', label: t('addRetentionChannel'), disabled: true },
              ...left.map((value) => ({ value, label: kit(`channels.${value}`) })),
            ]}
            onChange={(event) => {
              const all = rules.find(({ channel }) => channel === null);
              set([...rules, { ...noLimit, ...all, channel: event.currentTarget.value as Channel }]);
            }}
          />
        )}
      </div>
    </Section>
  );
}

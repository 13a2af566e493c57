import { PauseReasonList, type PauseReason } from '@centralino/protocol';
import { Button } from '@mantine/core';
import { IconCoffee, IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { z } from 'zod';
import { api } from '../../api/api.ts';
import { alsoCheck, emptyTexts } from '../../kit/checks.ts';
import { ItemButtons } from '../../kit/choices.tsx';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { LanguagesField } from '../../kit/fields.tsx';
import styles from '../../kit/fields.module.css';
import { Show, useLoad } from '../../kit/load.tsx';
import { OpenedContext } from '../../kit/meanwhile.ts';
import { moved } from '../../kit/moved.ts';
import { freeCode, named } from '../../kit/named.ts';
import type { ConsolePage } from '../../registry.ts';

export const pauseReasonsPage: ConsolePage = {
  id: 'pauseReasons',
  group: 'people',
  icon: IconCoffee,
  roles: ['admin'],
  show: () => <PauseReasons />,
  things: async () =>
    (await api.pauseReasons.list()).map(({ code, label }) => ({ name: label.en, also: `${label.it} ${code}`, to: '/pauseReasons' })),
};

type Edited = z.infer<typeof PauseReasonList>;
const check = alsoCheck(PauseReasonList, (value) => emptyTexts(value));

function PauseReasons(): ReactNode {
  const loaded = useLoad('pauseReasons', api.pauseReasons.list);
  return (
    <Show loaded={loaded}>
      {(reasons) => (
        <OpenedContext value={{ thing: reasons, now: loaded.peek }}>
          <Editor reasons={reasons} />
        </OpenedContext>
      )}
    </Show>
  );
}

function Editor({ reasons }: { reasons: PauseReason[] }): ReactNode {
  const t = useTranslations('pauseReasons');
  const [initial] = useState<Edited>({ pauseReasons: reasons });
  const [known, setKnown] = useState(() => new Set(reasons.map(({ code }) => code)));
  return (
    <EditorPage<Edited>
      title={t('menu')}
      intro={t('intro')}
      initial={initial}
      isNew={false}
      check={check}
      save={async ({ pauseReasons }) => {
        const saved = await api.pauseReasons.replace(named(pauseReasons, known));
        setKnown(new Set(saved.map(({ code }) => code)));
        return { pauseReasons: saved };
      }}
    >
      {(form) => {
        const list = form.value.pauseReasons;
        const set = (next: PauseReason[]): void => form.set('pauseReasons', next);
        return (
          <Section title={t('list')} text={t('listText')}>
            {list.length === 0 && <span>{t('none')}</span>}
            {list.map((reason, index) => {
              const name = t('reason', { number: index + 1 });
              return (
                <div key={reason.code} role="group" aria-label={name} className={styles.line}>
                  <LanguagesField name={`pauseReasons.${index}.label`} label={name} />
                  <ItemButtons
                    name={name}
                    index={index}
                    count={list.length}
                    onMove={(to) => set(moved(list, index, to))}
                    onRemove={() => set(list.filter((one) => one !== reason))}
                  />
                </div>
              );
            })}
            <div>
              <Button
                variant="default"
                leftSection={<IconPlus size={16} aria-hidden />}
                onClick={() => set([...list, { code: freeCode(list), label: { it: '', en: '' } }])}
              >
                {t('add')}
              </Button>
            </div>
          </Section>
        );
      }}
    </EditorPage>
  );
}

import { type Channel, PopupConfig, type PopupFailure, type ServiceConfig } from '@centralino/protocol';
import { Banner, useLanguage } from '@centralino/ui';
import { IconAppWindow } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { popups } from '../../api/integrations.ts';
import { alsoCheck, originProblem } from '../../kit/checks.ts';
import { CodeEditor } from '../../kit/code-editor.tsx';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { SwitchField } from '../../kit/fields.tsx';
import type { Form } from '../../kit/form.ts';
import { LinesField } from '../../kit/lines-field.tsx';
import { liveChannels } from '../../kit/live-channels.ts';
import { Show, useLoad } from '../../kit/load.tsx';
import { OpenedContext } from '../../kit/meanwhile.ts';
import { MatrixField } from '../../kit/matrix.tsx';
import type { ConsolePage } from '../../registry.ts';
import { completionsIn, problemsOf } from './completions.ts';
import { Guide } from './guide.tsx';
import { isSilent } from './silent.ts';
import { Status } from './status.tsx';
import { Try, type Samples } from './try.tsx';
import { Workstations } from './workstations.tsx';

export const popupsPage: ConsolePage = {
  id: 'popups',
  group: 'integrations',
  icon: IconAppWindow,
  roles: ['admin'],
  show: () => <Popups />,
};

const check = alsoCheck<PopupConfig>(PopupConfig, ({ frameOrigins }) => originProblem('frameOrigins', frameOrigins));

function Popups(): ReactNode {
  const t = useTranslations('popups');
  const kit = useTranslations('kit');
  /** The function that was saved although it opens nothing. */
  const [silent, setSilent] = useState<string | null>(null);
  const loaded = useLoad('popups', async () => {
    const [settings, services] = await Promise.all([popups.settings(), api.services.list()]);
    return { ...settings, services };
  });
  return (
    <Show loaded={loaded}>
      {({ config, samples, services }) => {
        const columns = liveChannels.filter((channel) => services.some((one) => one.channels.includes(channel)));
        return (
          <OpenedContext value={{ thing: config, now: async () => (await loaded.peek()).config }}>
            <EditorPage<PopupConfig>
              title={t('menu')}
              intro={t('intro')}
              initial={config}
              isNew={false}
              check={check}
              save={async (value) => {
                const saved = await popups.save(value);
                setSilent(isSilent(saved.trials) ? saved.config.source : null);
                return saved.config;
              }}
            >
              {(form) => (
                <>
                  <Status />
                  <Section title={t('function')} text={t('functionText')}>
                    <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
                    {!form.value.enabled && form.value.source.trim() !== '' && <Banner tone="warning">{t('notOn')}</Banner>}
                    {silent === form.value.source && <Banner tone="warning">{t('silent')}</Banner>}
                    <FunctionPart form={form} samples={samples} />
                  </Section>
                  <Section title={t('services')} text={t('servicesText')}>
                    {form.value.enabled && !opensAnywhere(form.value, services) && <Banner tone="warning">{t('nowhere')}</Banner>}
                    <MatrixField
                      name="services"
                      label={t('services')}
                      rowsLabel={t('service')}
                      rows={services.map(({ code, name }) => ({ key: code, label: name }))}
                      columns={columns.map((key) => ({ key, label: kit(`channels.${key}`) }))}
                      choices={(['disabled', 'server', 'legacy'] as const).map((value) => ({ value, label: t(`modes.${value}`) }))}
                      otherwise="disabled"
                      offers={(row, column) =>
                        services.some(({ code, channels }) => code === row.key && channels.includes(column.key as Channel))
                      }
                      cellLabel={(row, column) => t('cell', { service: row.label, channel: column.label })}
                    />
                    <p style={{ margin: 0, color: 'var(--cc-muted)' }}>{t('modesHelp')}</p>
                  </Section>
                  <Section title={t('frames')}>
                    <LinesField name="frameOrigins" label={t('origins')} help={t('originsHelp')} placeholder="https://crm.example.com" />
                  </Section>
                  <Workstations />
                </>
              )}
            </EditorPage>
          </OpenedContext>
        );
      }}
    </Show>
  );
}

/** Whether any channel of a service that there is opens popups. */
const opensAnywhere = ({ services: chosen }: PopupConfig, services: ServiceConfig[]): boolean =>
  services.some(({ code, channels }) => channels.some((channel) => (chosen[code]?.[channel] ?? 'disabled') !== 'disabled'));

function FunctionPart({ form, samples }: { form: Form<PopupConfig>; samples: Samples }): ReactNode {
  const t = useTranslations('popups');
  const { language } = useLanguage();
  const [failure, setFailure] = useState<PopupFailure | null>(null);
  const completions = useMemo(() => completionsIn(language), [language]);
  const problems = useMemo(() => problemsOf(failure), [failure]);
  const { source } = form.value;
  const set = (text: string): void => {
    setFailure(null);
    form.set('source', text);
  };
  return (
    <>
      <CodeEditor
        language="javascript"
        label={t('code')}
        height={300}
        value={source}
        onChange={set}
        completions={completions}
        problems={problems}
      />
      <Try source={source} samples={samples} onFailure={setFailure} />
      <Guide onInsert={set} language={language} />
    </>
  );
}

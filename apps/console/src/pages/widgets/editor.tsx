import { WidgetConfig, type FormConfig, type ServiceConfig, type WidgetChannel } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import { Button } from '@mantine/core';
import { IconHeadset } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { alsoCheck, emptyTexts, originProblem } from '../../kit/checks.ts';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { Empty } from '../../kit/empty.tsx';
import { LanguagesField, SelectField, SwitchField } from '../../kit/fields.tsx';
import { KeyField } from '../../kit/key-field.tsx';
import { LinesField } from '../../kit/lines-field.tsx';
import { useLoad } from '../../kit/load.tsx';
import { ThingPage } from '../../kit/thing-page.tsx';
import { fresh } from '../../registry.ts';
import { navigate } from '../../router.ts';
import { FormEditor } from './form-editor.tsx';
import { Preview } from './preview.tsx';

const channels = ['webcall', 'video'] as const;

/** What most forms ask: who calls, and how to reach them. */
const usualForm: FormConfig = {
  fields: [
    { key: 'firstName', type: 'text', label: { it: 'Nome', en: 'First name' }, required: true },
    { key: 'lastName', type: 'text', label: { it: 'Cognome', en: 'Last name' }, required: true },
    { key: 'email', type: 'email', label: { it: 'Email', en: 'Email' }, required: true },
  ],
  consent: null,
};

const blankOf = (service: ServiceConfig | undefined): WidgetConfig => ({
  id: '',
  service: service?.code ?? '',
  enabled: true,
  title: { it: '', en: '' },
  greeting: { it: 'Ciao! Come possiamo aiutarti?', en: 'Hello! How can we help you?' },
  allowedOrigins: ['*'],
  channels: channels.map((channel) => ({ channel, enabled: service?.channels.includes(channel) ?? true, form: usualForm })),
});

/** Both channels are always on the page; the order is ours. */
const complete = (widget: WidgetConfig): WidgetConfig => ({
  ...widget,
  channels: channels.map(
    (channel): WidgetChannel => widget.channels.find((one) => one.channel === channel) ?? { channel, enabled: false, form: null },
  ),
});

export function WidgetEditor({ id }: { id: string }): ReactNode {
  const t = useTranslations('widgets');
  const loaded = useLoad('widget', async () => {
    const [widgets, services] = await Promise.all([api.widgets.list(), api.services.list()]);
    return { widgets, services };
  });
  return (
    <ThingPage
      loaded={loaded}
      id={id}
      find={({ widgets }) => widgets.find((one) => one.id === id)}
      blank={({ services }) => blankOf(services[0])}
      listPath="/widgets"
    >
      {(widget, isNew, { services, widgets }) =>
        services.length === 0 ? (
          <Empty
            icon={IconHeadset}
            title={t('emptyTitle')}
            text={t('needService')}
            action={<Button onClick={() => navigate(`/services/${fresh}`)}>{t('makeService')}</Button>}
          />
        ) : (
          <Editor widget={widget} isNew={isNew} services={services} ids={widgets.map((one) => one.id)} />
        )
      }
    </ThingPage>
  );
}

function Editor({
  widget,
  isNew,
  services,
  ids,
}: {
  widget: WidgetConfig;
  isNew: boolean;
  services: ServiceConfig[];
  ids: string[];
}): ReactNode {
  const t = useTranslations('widgets');
  const kit = useTranslations('kit');
  const { language } = useLanguage();
  const [initial] = useState(() => complete(widget));
  const [saved, setSaved] = useState(isNew ? null : widget);
  const taken = useMemo(() => (isNew ? ids : []), [isNew, ids]);
  const check = useMemo(
    () =>
      alsoCheck(WidgetConfig, (value): Record<string, string> => ({
        ...emptyTexts(value),
        ...(taken.includes(value.id) ? { id: 'exists' } : {}),
        ...originProblem('allowedOrigins', value.allowedOrigins, ['*']),
      })),
    [taken],
  );
  const name = widget.title[language];
  return (
    <EditorPage<WidgetConfig>
      title={isNew ? t('newTitle') : name}
      back={{ to: '/widgets', label: t('menu') }}
      initial={initial}
      isNew={isNew}
      check={check}
      save={async (value) => {
        const now = await api.widgets.put(value);
        setSaved(now);
        return complete(now);
      }}
      pathOf={(one) => `/widgets/${one.id}`}
      removal={{ name, remove: () => api.widgets.remove(widget.id), restore: () => api.widgets.put(widget) }}
      aside={() => <Preview widget={saved} />}
    >
      {(form) => (
        <>
          <Section title={t('basics')}>
            <LanguagesField name="title" label={t('title')} help={t('titleHelp')} />
            <KeyField
              name="id"
              from={`title.${form.value.title.en === '' ? 'it' : 'en'}`}
              isNew={isNew}
              taken={taken}
              label={t('id')}
              help={t('idHelp')}
            />
            <LanguagesField name="greeting" label={t('greeting')} help={t('greetingHelp')} />
            <SelectField
              name="service"
              label={t('service')}
              help={t('serviceHelp')}
              options={services.map((one) => ({ value: one.code, label: one.name }))}
            />
            <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
            <LinesField name="allowedOrigins" label={t('origins')} help={t('originsHelp')} />
          </Section>
          <Section title={t('channels')} text={t('channelsText')}>
            {form.value.channels.map(({ channel, enabled }, index) => {
              const word = kit(`channels.${channel}`);
              const offered = services.find((one) => one.code === form.value.service)?.channels.includes(channel) ?? false;
              return (
                <div key={channel} role="group" aria-label={word}>
                  <SwitchField
                    name={`channels.${index}.enabled`}
                    label={t('channelOn', { channel: word })}
                    help={enabled && !offered ? t('notOffered') : undefined}
                  />
                  {enabled && <FormEditor path={`channels.${index}.form`} channel={word} usual={usualForm} />}
                </div>
              );
            })}
          </Section>
        </>
      )}
    </EditorPage>
  );
}

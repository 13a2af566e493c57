import { DeskWidgetConfig, sdkCapabilities, type Profile } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import { IconPuzzle } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Chips, CodeWord, OnOff } from '../../kit/badge.tsx';
import { alsoCheck, emptyTexts, originProblem } from '../../kit/checks.ts';
import { ChecksField } from '../../kit/choices.tsx';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { LanguagesField, SelectField, SwitchField, TextField } from '../../kit/fields.tsx';
import { LinesField } from '../../kit/lines-field.tsx';
import { ListPage } from '../../kit/list-page.tsx';
import { useLoad } from '../../kit/load.tsx';
import { ThingPage } from '../../kit/thing-page.tsx';
import type { ConsolePage } from '../../registry.ts';

export const deskWidgetsPage: ConsolePage = {
  id: 'deskWidgets',
  group: 'integrations',
  icon: IconPuzzle,
  roles: ['admin'],
  show: ([id]) => (id === undefined ? <DeskWidgetTable /> : <DeskWidgetEditor id={id} />),
  things: async () =>
    (await api.deskWidgets.list()).map(({ id, title }) => ({ name: title.en, also: `${title.it} ${id}`, to: `/deskWidgets/${id}` })),
};

const blank: DeskWidgetConfig = {
  id: '',
  title: { it: '', en: '' },
  uri: 'https://',
  icon: 'fa fa-puzzle-piece',
  placement: 'desk',
  allowedOrigins: [],
  capabilities: ['contacts', 'calls', 'recording', 'agent', 'chat', 'data'],
  profiles: [],
  enabled: true,
};

const loadAll = async () => {
  const [widgets, profiles] = await Promise.all([api.deskWidgets.list(), api.profiles.list()]);
  return { widgets, profiles };
};

const removalOf = (widget: DeskWidgetConfig, name: string) => ({
  name,
  remove: () => api.deskWidgets.remove(widget.id),
  restore: () => api.deskWidgets.put(widget),
});

function DeskWidgetTable(): ReactNode {
  const t = useTranslations('deskWidgets');
  const { language } = useLanguage();
  const loaded = useLoad('deskWidgets', async () => {
    const { widgets, profiles } = await loadAll();
    return widgets.map((widget) => ({
      widget,
      profiles: widget.profiles.map((one) => profiles.find(({ code }) => code === one)?.name ?? one),
    }));
  });
  return (
    <ListPage
      title={t('menu')}
      intro={t('intro')}
      icon={IconPuzzle}
      path="/deskWidgets"
      ordered
      loaded={loaded}
      keyOf={({ widget }) => widget.id}
      nameOf={({ widget }) => widget.title[language]}
      add={t('add')}
      empty={{ title: t('emptyTitle'), text: t('emptyText') }}
      columns={[
        { label: t('id'), show: ({ widget }) => <CodeWord>{widget.id}</CodeWord> },
        { label: t('placement'), show: ({ widget }) => t(`placements.${widget.placement}`) },
        { label: t('profiles'), show: ({ profiles }) => <Chips words={profiles.length === 0 ? [t('everybody')] : profiles} /> },
        { label: t('state'), show: ({ widget }) => <OnOff on={widget.enabled} /> },
      ]}
      remove={({ widget }) => removalOf(widget, widget.title[language])}
    />
  );
}

function DeskWidgetEditor({ id }: { id: string }): ReactNode {
  const loaded = useLoad('deskWidget', loadAll);
  return (
    <ThingPage
      loaded={loaded}
      id={id}
      find={({ widgets }) => widgets.find((one) => one.id === id)}
      blank={() => blank}
      listPath="/deskWidgets"
    >
      {(widget, isNew, { widgets, profiles }) => (
        <Editor widget={widget} isNew={isNew} ids={widgets.map((one) => one.id)} profiles={profiles} />
      )}
    </ThingPage>
  );
}

function Editor({
  widget,
  isNew,
  ids,
  profiles,
}: {
  widget: DeskWidgetConfig;
  isNew: boolean;
  ids: string[];
  profiles: Profile[];
}): ReactNode {
  const t = useTranslations('deskWidgets');
  const { language } = useLanguage();
  const [initial] = useState(widget);
  const check = useMemo(
    () =>
      alsoCheck<DeskWidgetConfig>(DeskWidgetConfig as never, (value): Record<string, string> => ({
        ...emptyTexts(value),
        ...(isNew && ids.includes(value.id) ? { id: 'exists' } : {}),
        ...originProblem('allowedOrigins', value.allowedOrigins, ['null']),
        ...(/^(\/(?![/\\])|https?:\/\/[^/\s]+)/.test(value.uri) ? {} : { uri: 'invalid' }),
      })),
    [isNew, ids],
  );
  return (
    <EditorPage<DeskWidgetConfig>
      title={isNew ? t('newTitle') : widget.title[language]}
      back={{ to: '/deskWidgets', label: t('menu') }}
      initial={initial}
      isNew={isNew}
      check={check}
      save={api.deskWidgets.put}
      pathOf={(saved) => `/deskWidgets/${saved.id}`}
      removal={removalOf(widget, widget.title[language])}
    >
      {() => (
        <>
          <Section title={t('basics')}>
            <LanguagesField name="title" label={t('title')} help={t('titleHelp')} />
            <TextField name="id" label={t('id')} help={t('idHelp')} mono disabled={!isNew} placeholder="AGENTDESKTOP_CRM" />
            <TextField name="uri" label={t('uri')} help={t('uriHelp')} type="url" />
            <SelectField
              name="placement"
              label={t('placement')}
              help={t('placementHelp')}
              options={(['desk', 'contact'] as const).map((value) => ({ value, label: t(`placements.${value}`) }))}
            />
            <TextField name="icon" label={t('icon')} help={t('iconHelp')} mono />
            <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
            {profiles.length > 0 && (
              <ChecksField
                name="profiles"
                label={t('profiles')}
                help={t('profilesHelp')}
                options={profiles.map(({ code, name }) => ({ value: code, label: name }))}
              />
            )}
          </Section>
          <Section title={t('rights')} text={t('rightsText')}>
            <ChecksField
              name="capabilities"
              label={t('capabilities')}
              options={sdkCapabilities.map((value) => ({ value, label: t(`capability.${value}`) }))}
            />
            <LinesField name="allowedOrigins" label={t('origins')} help={t('originsHelp')} />
          </Section>
        </>
      )}
    </EditorPage>
  );
}

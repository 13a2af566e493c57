import { defaultRecording, defaultSupervision, SeenBy, ServiceConfig, type Skillset } from '@centralino/protocol';
import { Banner } from '@centralino/ui';
import { Button } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { ChecksField, OrderedField } from '../../kit/choices.tsx';
import { alsoCheck, emptyTexts } from '../../kit/checks.ts';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { NumberField, SelectField, SwitchField, TextField } from '../../kit/fields.tsx';
import { KeyField } from '../../kit/key-field.tsx';
import { isLive, liveChannels } from '../../kit/live-channels.ts';
import { useLoad } from '../../kit/load.tsx';
import { ThingPage } from '../../kit/thing-page.tsx';
import { fresh } from '../../registry.ts';
import { navigate } from '../../router.ts';
import { nameOutcomes } from './name-outcomes.ts';
import { Outcomes } from './outcomes.tsx';
import { Retention } from './retention.tsx';

const blank: ServiceConfig = {
  code: '',
  name: '',
  channels: ['webcall'],
  skillsets: [],
  ringMs: 20_000,
  connectMs: 10_000,
  graceMs: 20_000,
  wrapUpMs: 60_000,
  declineBackoffMs: 10_000,
};

export function ServiceEditor({ code }: { code: string }): ReactNode {
  const loaded = useLoad('service', async () => {
    const [services, skillsets] = await Promise.all([api.services.list(), api.skillsets.list()]);
    return { services, skillsets };
  });
  return (
    <ThingPage
      loaded={loaded}
      id={code}
      find={({ services }) => services.find((one) => one.code === code)}
      // Most begin with one set of agents: then it is chosen already.
      blank={({ skillsets }) => ({ ...blank, skillsets: skillsets.length === 1 ? skillsets.map((one) => one.code) : [] })}
      listPath="/services"
    >
      {(service, isNew, { services, skillsets }) => <Editor service={service} isNew={isNew} services={services} skillsets={skillsets} />}
    </ThingPage>
  );
}

function Editor(props: { service: ServiceConfig; isNew: boolean; services: ServiceConfig[]; skillsets: Skillset[] }): ReactNode {
  const t = useTranslations('services');
  const kit = useTranslations('kit');
  const { service, isNew, services, skillsets } = props;
  const taken = useMemo(() => (isNew ? services.map(({ code }) => code) : []), [isNew, services]);
  const check = useMemo(
    () =>
      alsoCheck(ServiceConfig, (value) => ({
        ...emptyTexts(value.outcomes, 'outcomes'),
        ...(taken.includes(value.code) ? { code: 'exists' } : {}),
      })),
    [taken],
  );
  const [initial] = useState(() => ({
    ...service,
    recording: service.recording ?? defaultRecording,
    supervision: service.supervision ?? defaultSupervision,
  }));
  const seconds = { unit: kit('seconds'), factor: 1_000 };
  return (
    <EditorPage<ServiceConfig>
      title={isNew ? t('newTitle') : service.name}
      back={{ to: '/services', label: t('menu') }}
      initial={initial}
      isNew={isNew}
      check={check}
      save={(value) => api.services.put(nameOutcomes(value, isNew ? undefined : service))}
      pathOf={(saved) => `/services/${saved.code}`}
      removal={{ name: service.name, remove: () => api.services.remove(service.code), restore: () => api.services.put(service) }}
    >
      {(form) => (
        <>
          <Section title={t('basics')}>
            <TextField name="name" label={kit('name')} help={t('nameHelp')} />
            <KeyField name="code" from="name" isNew={isNew} taken={taken} />
            <TextField name="number" label={t('number')} help={t('numberHelp')} placeholder="+39 045 2220050" />
            <ChecksField
              name="channels"
              label={t('channels')}
              help={t('channelsHelp')}
              options={liveChannels.map((value) => ({ value, label: kit(`channels.${value}`) }))}
            />
            <OrderedField
              name="skillsets"
              label={t('skillsets')}
              help={t('skillsetsHelp')}
              addLabel={t('addSkillset')}
              none={t('noSkillset')}
              options={skillsets.map((one) => ({ value: one.code, label: one.name }))}
            />
            {skillsets.length === 0 && (
              <Banner
                tone="info"
                action={
                  <Button size="compact-sm" variant="default" onClick={() => navigate(`/skillsets/${fresh}`)}>
                    {t('makeSkillset')}
                  </Button>
                }
              >
                {t('noSkillsetYet')}
              </Banner>
            )}
          </Section>
          <Section title={t('times')} text={t('timesText')}>
            <SwitchField name="autoAnswer" label={t('autoAnswer')} help={t('autoAnswerHelp')} />
            <NumberField name="ringMs" label={t('ring')} help={t('ringHelp')} {...seconds} min={3} max={300} />
            <NumberField name="wrapUpMs" label={t('wrapUp')} help={t('wrapUpHelp')} {...seconds} min={0} max={3_600} />
            <NumberField name="connectMs" label={t('connect')} help={t('connectHelp')} {...seconds} min={1} max={60} />
            <NumberField name="graceMs" label={t('grace')} help={t('graceHelp')} {...seconds} min={1} max={300} />
            <NumberField name="declineBackoffMs" label={t('backoff')} help={t('backoffHelp')} {...seconds} min={0} max={600} />
          </Section>
          <Outcomes form={form} />
          <Section title={t('recording')} text={t('recordingText')}>
            <RecordingFields service={form.value} />
          </Section>
          <Section title={t('supervision')} text={t('supervisionText')}>
            <SelectField
              name="supervision.listenSeenBy"
              label={t('listenSeenBy')}
              options={SeenBy.options.map((value) => ({ value, label: t(`seenBy.${value}`) }))}
            />
          </Section>
          <Retention channels={form.value.channels.filter(isLive)} />
        </>
      )}
    </EditorPage>
  );
}

function RecordingFields({ service }: { service: ServiceConfig }): ReactNode {
  const t = useTranslations('services');
  const { rule } = service.recording ?? defaultRecording;
  return (
    <>
      <SelectField
        name="recording.rule"
        label={t('rule')}
        help={t('ruleHelp')}
        options={(['never', 'always', 'percentage'] as const).map((value) => ({ value, label: t(value) }))}
      />
      {rule === 'percentage' && <NumberField name="recording.percent" label={t('percent')} min={0} max={100} />}
      <SwitchField name="recording.onDemand" label={t('onDemand')} help={t('onDemandHelp')} />
      <SwitchField name="recording.announce" label={t('announce')} help={t('announceHelp')} />
    </>
  );
}

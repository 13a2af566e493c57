import type { NotificationCatalogue, NotificationRecord, ServiceConfig } from '@centralino/protocol';
import { createStore, useStore } from '@centralino/ui';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { notifications } from '../../api/integrations.ts';
import { EditorPage, Section } from '../../kit/editor-page.tsx';
import { AreaField, NumberField, SecretField, SelectField, SwitchField, TextField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.tsx';
import { ThingPage } from '../../kit/thing-page.tsx';
import { blank, bodyOf, draftCheck, draftOf, type Draft } from './draft.ts';
import { EventRows } from './event-rows.tsx';
import { recordRemoval } from './removal.ts';
import { SigningSecret, type ShownSecret } from './signing-secret.tsx';
import { ReceiverBanner } from './state.tsx';
import { TestPanel } from './test-panel.tsx';

/** The secret of a WEBHOOK that was just made; gone with the page. */
const shownSecret = createStore<ShownSecret | null>(null);

export function RecordEditor({ id }: { id: string }): ReactNode {
  const loaded = useLoad('notification', async () => {
    const [records, catalogue, services] = await Promise.all([notifications.list(), notifications.catalogue(), api.services.list()]);
    return { records, catalogue, services };
  });
  return (
    <ThingPage<NonNullable<typeof loaded.data>, NotificationRecord | null>
      loaded={loaded}
      id={id}
      find={({ records }) => records.find((one) => one.id === id)}
      edited={(record) => record !== null && draftOf(record)}
      blank={() => null}
      listPath="/notifications"
    >
      {(record, _isNew, { catalogue, services }) => (
        <Editor record={record} catalogue={catalogue} services={services} reload={loaded.reload} />
      )}
    </ThingPage>
  );
}

function Editor(props: {
  record: NotificationRecord | null;
  catalogue: NotificationCatalogue;
  services: ServiceConfig[];
  reload: () => void;
}): ReactNode {
  const t = useTranslations('notifications');
  const kit = useTranslations('kit');
  const { record, reload } = props;
  const [initial] = useState(() => (record === null ? blank : draftOf(record)));
  const [visible, setVisible] = useState(false);
  const secret = useStore(shownSecret);
  const seconds = { unit: kit('seconds'), factor: 1_000 };

  const save = async (draft: Draft): Promise<Draft> => {
    const body = bodyOf(draft);
    const saved = record === null ? await notifications.create(body) : await notifications.update(record.id, body);
    // The secret that the server made is known to nobody: the first one that can be copied replaces it.
    if (saved.type === 'WEBHOOK' && (record === null || record.secrets.length === 0)) {
      shownSecret.set({ id: saved.id, secret: (await notifications.rotate(saved.id, 0)).secret });
    }
    if (record !== null) reload();
    return draftOf(saved);
  };

  return (
    <EditorPage<Draft>
      title={record === null ? t('newTitle') : record.name}
      back={{ to: '/notifications', label: t('menu') }}
      initial={initial}
      isNew={record === null}
      check={draftCheck}
      save={save}
      pathOf={(saved) => `/notifications/${saved.id}`}
      {...(record === null ? {} : { removal: recordRemoval(record) })}
    >
      {(form) => {
        const { type } = form.value;
        return (
          <>
            {record !== null && <ReceiverBanner record={record} onDone={reload} />}
            {record !== null && type === 'WEBHOOK' && record.type === 'WEBHOOK' && (
              <SigningSecret
                record={record}
                shown={secret?.id === record.id ? secret.secret : null}
                onShown={(text) => {
                  shownSecret.set({ id: record.id, secret: text });
                  reload();
                }}
              />
            )}
            <Section title={t('receiver')}>
              <TextField name="name" label={kit('name')} help={t('nameHelp')} />
              <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
              <SelectField
                name="type"
                label={t('type')}
                help={t(`typeHelp.${type}`)}
                options={(['GET', 'POST', 'SALESFORCE', 'WEBHOOK'] as const).map((value) => ({ value, label: t(`types.${value}`) }))}
              />
              <TextField name="uri" label={t('uri')} help={t('uriHelp')} type="url" placeholder="https://crm.example.com/calls" mono />
              {(type === 'GET' || type === 'POST') && (
                <>
                  <TextField name="username" label={t('username')} help={t('usernameHelp')} />
                  <SecretField
                    name="password"
                    label={t('password')}
                    help={t(record?.hasPassword === true ? 'passwordSet' : 'passwordHelp')}
                    visible={visible}
                    onVisible={setVisible}
                  />
                </>
              )}
              {type === 'SALESFORCE' && (
                <>
                  <TextField name="salesforce.issuer" label={t('issuer')} help={t('issuerHelp')} mono />
                  <TextField name="salesforce.subject" label={t('subject')} help={t('subjectHelp')} />
                  <TextField name="salesforce.audience" label={t('audience')} help={t('audienceHelp')} mono />
                  <TextField name="salesforce.tokenUrl" label={t('tokenUrl')} help={t('tokenUrlHelp')} type="url" mono />
                  <AreaField
                    name="privateKey"
                    label={t('privateKey')}
                    help={t(record?.hasPrivateKey === true ? 'privateKeySet' : 'privateKeyHelp')}
                    rows={4}
                  />
                </>
              )}
            </Section>
            <EventRows catalogue={props.catalogue} services={props.services} />
            <Section title={t('delivery')}>
              <NumberField
                name="connectTimeoutMs"
                label={t('connectTimeout')}
                help={t('connectTimeoutHelp')}
                {...seconds}
                min={0.1}
                max={60}
              />
              <NumberField
                name="responseTimeoutMs"
                label={t('responseTimeout')}
                help={t('responseTimeoutHelp')}
                {...seconds}
                min={0.1}
                max={60}
              />
              {type !== 'WEBHOOK' && (
                <>
                  <SwitchField name="retry.enabled" label={t('retry')} help={t('retryHelp')} />
                  {form.value.retry.enabled && (
                    <NumberField
                      name="retry.forMs"
                      label={t('retryFor')}
                      help={t('retryForHelp')}
                      unit={t('hours')}
                      factor={3_600_000}
                      min={1}
                      max={168}
                    />
                  )}
                </>
              )}
            </Section>
            {record !== null && <TestPanel record={record} catalogue={props.catalogue} dirty={form.dirty} />}
          </>
        );
      }}
    </EditorPage>
  );
}

import { crmPlace, crmRecord, crmRecordPaths } from '@centralino/protocol';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { notifications } from '../../api/integrations.ts';
import { useFailureText } from '../../kit/failure.ts';
import { toastDone, toastError } from '../../kit/toasts.tsx';

/** Behind every path: an ending as `.php`, or a slash. */
const ending = /^(\.\w+)?\/?$/;
const base = /^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/i;

/** Makes the nine records of the CRM example for a CRM at one address. */
export function Template(props: { opened: boolean; onClose: () => void; onDone: () => void }): ReactNode {
  const t = useTranslations('notifications');
  const failureText = useFailureText();
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState(false);
  const [suffix, setSuffix] = useState('.php');
  const place = crmPlace(address, suffix);
  const wrong = place.base !== '' && !base.test(place.base);
  const wrongSuffix = !ending.test(place.suffix);
  const ready = place.base !== '' && !wrong && !wrongSuffix;
  const make = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      for (const path of crmRecordPaths) await notifications.create(crmRecord(path, place.base, place.suffix));
      toastDone(t('templateDone', { count: crmRecordPaths.length }));
      props.onClose();
    } catch (error) {
      toastError(failureText(error));
    } finally {
      setBusy(false);
      props.onDone();
    }
  };
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('template')} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={(event) => void make(event)} noValidate>
        <Stack gap="md">
          <Text size="sm">{t('templateText')}</Text>
          <TextInput
            data-autofocus
            type="url"
            label={t('templateBase')}
            description={t('templateBaseHelp')}
            placeholder="https://crm.example.com/calls"
            value={address}
            error={wrong ? t('uriWrong') : undefined}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <TextInput
            label={t('templateSuffix')}
            description={t('templateSuffixHelp')}
            placeholder=".php"
            value={suffix}
            error={wrongSuffix ? t('templateSuffixWrong') : undefined}
            onChange={(event) => setSuffix(event.currentTarget.value)}
          />
          {ready && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {t('templateFirst', { uri: crmRecord('service/ring', place.base, place.suffix).uri })}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={!ready}>
              {t('templateMake', { count: crmRecordPaths.length })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

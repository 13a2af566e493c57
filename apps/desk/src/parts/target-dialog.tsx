import { Modal } from '@mantine/core';
import { IconArrowRight, IconMessages, IconPhone } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { colleaguesIn } from '../lib/who.ts';
import { useDesk } from '../state/desk-context.ts';
import { mayCall, mayTransfer } from '../state/may.ts';
import { useConsultation, useCurrentPart } from '../state/use-part.ts';
import { callAbout, targetDialog } from '../state/view.ts';
import { ActionButton } from './action-button.tsx';
import { TargetChooser } from './target-chooser.tsx';
import styles from './target-dialog.module.css';

/** Whom to call, or whom to give the call to: one search over colleagues, services, contacts and numbers. */
export function TargetDialog(): ReactNode {
  const desk = useDesk();
  const open = useStore(targetDialog);
  const part = useCurrentPart();
  const consultation = useConsultation(part);
  const state = useStore(desk.state);
  const possible = open === 'call' ? mayCall(state) : part !== null && mayTransfer(part) && consultation === null;
  const t = useTranslations();
  // What it was opened for is over, or under way.
  useEffect(() => {
    if (open !== null && !possible) targetDialog.set(null);
  }, [open, possible]);
  useEffect(() => {
    if (open === null) return;
    const dialog = open;
    desk.sdk.pass({ kind: 'dialog', data: { event: 'UI:DIALOGOPENED', dialog } });
    return () => {
      callAbout.set(null);
      desk.sdk.pass({ kind: 'dialog', data: { event: 'UI:DIALOGCLOSED', dialog } });
    };
  }, [desk, open]);
  return (
    <Modal
      opened={open !== null}
      onClose={() => targetDialog.set(null)}
      title={t(open === 'call' ? 'target.callTitle' : 'transfer.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {open !== null && <Actions mode={open} />}
    </Modal>
  );
}

function Actions(props: { mode: 'transfer' | 'call' }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const part = useCurrentPart();
  const pending = useStore(desk.pending);
  const close = (): void => targetDialog.set(null);
  if (props.mode === 'call') {
    return (
      <TargetChooser
        intro={t('target.callIntro')}
        channel="webcall"
        onDone={close}
        actions={(chosen, run) => (
          <ActionButton
            icon={IconPhone}
            color="green"
            pending={pending.has('call')}
            unavailable={chosen === null}
            onClick={() => run(({ target }) => desk.call(target, callAbout.get()))}
          >
            {t('target.call')}
          </ActionButton>
        )}
      />
    );
  }
  if (part === null) return null;
  // A service's line is for one caller and one agent: the server says the same.
  const conference = colleaguesIn(part.interaction, part.segment.agentId).length > 0;
  return (
    <TargetChooser
      intro={t('transfer.intro')}
      channel={part.interaction.channel}
      onDone={close}
      actions={(chosen, run) => (
        <>
          {conference && chosen?.group === 'services' && <span className={styles.why}>{t('transfer.notToService')}</span>}
          <ActionButton
            icon={IconArrowRight}
            pending={pending.has('transfer')}
            unavailable={chosen === null || pending.has('consult') || (conference && chosen.group === 'services')}
            onClick={() => run(({ target, name }) => desk.transfer(part, target, name))}
          >
            {t('transfer.blind')}
          </ActionButton>
          <ActionButton
            icon={IconMessages}
            variant="default"
            pending={pending.has('consult')}
            unavailable={chosen === null || pending.has('transfer')}
            onClick={() => run(({ target, name }) => desk.consult(part, target, name))}
          >
            {t('transfer.consult')}
          </ActionButton>
        </>
      )}
    />
  );
}

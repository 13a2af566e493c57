import type { InteractionView } from '@centralino/protocol';
import { Modal } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ActionButton } from '../parts/action-button.tsx';
import { TargetChooser } from '../parts/target-chooser.tsx';
import { useDesk } from '../state/desk-context.ts';
import { useNameFor } from '../state/use-part.ts';

/** Where a waiting customer goes: another service, or one agent. Closes when they wait no more. */
export function MoveDialog(props: { interaction: InteractionView | null; onClose: () => void }): ReactNode {
  const { interaction, onClose } = props;
  const desk = useDesk();
  const t = useTranslations();
  const nameFor = useNameFor();
  const [pending, setPending] = useState(false);
  const gone = interaction === null;
  useEffect(() => {
    if (gone) onClose();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- told once, when it is gone
  }, [gone]);
  const name = interaction === null ? '' : nameFor(interaction);
  return (
    <Modal
      opened={interaction !== null}
      onClose={onClose}
      title={t('team.moveTitle', { name })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {interaction !== null && (
        <TargetChooser
          intro={t('team.moveIntro')}
          label={t('team.moveSearch')}
          groups={['services', 'agents']}
          channel={interaction.channel}
          onDone={onClose}
          actions={(chosen, run) => (
            <ActionButton
              icon={IconArrowRight}
              pending={pending}
              unavailable={chosen === null}
              onClick={() =>
                run(async ({ target, name: to }) => {
                  setPending(true);
                  const why = await desk.team.move(interaction, target, { name, to });
                  setPending(false);
                  return why;
                })
              }
            >
              {t('team.move')}
            </ActionButton>
          )}
        />
      )}
    </Modal>
  );
}

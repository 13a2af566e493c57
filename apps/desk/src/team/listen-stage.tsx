import type { InteractionView, SuperviseMode } from '@centralino/protocol';
import { IconEar, IconHeadset, IconLogout2, IconMessage2Share, IconPhoneCheck, IconUser, IconUsersPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from '../lib/store.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Banner } from '../parts/banner.tsx';
import { MuteButton } from '../parts/call-buttons.tsx';
import { QualityBadge } from '../parts/quality-badge.tsx';
import { useDesk } from '../state/desk-context.ts';
import { supervisionOf } from '../state/desk-state.ts';
import { talkingIn } from '../state/team-state.ts';
import { useNameFor } from '../state/use-part.ts';
import { RemoteLevel } from './remote-level.tsx';
import { Since } from './since.tsx';
import styles from './listen-stage.module.css';

const modes = [
  { mode: 'listen', icon: IconEar },
  { mode: 'whisper', icon: IconMessage2Share },
  { mode: 'barge', icon: IconUsersPlus },
] as const satisfies readonly { mode: SuperviseMode; icon: unknown }[];

/** The talk that the supervisor is in: who talks, who hears them, and the way out. */
export function ListenStage(props: { interaction: InteractionView }): ReactNode {
  const { interaction } = props;
  const desk = useDesk();
  const t = useTranslations();
  const nameFor = useNameFor();
  const pending = useStore(desk.pending);
  const media = useStore(desk.media.store);
  const me = useStore(desk.state, (state) => state.agent?.id ?? '');
  const own = supervisionOf(interaction, me);
  const quality = useStore(desk.state, (state) => (own === null ? undefined : state.quality[own.leg.id]));
  if (own === null) return null;
  const talking = talkingIn(interaction);
  const agent = talking.map(({ agentName }) => agentName).join(', ');
  const name = nameFor(interaction);
  const connected = own.leg.state === 'connected';
  const here = media.elsewhere !== own.leg.id;

  return (
    <section className={styles.stage} aria-label={t('team.stage', { agent, name })}>
      <div className={styles.head}>
        <ul className={styles.parties}>
          <li>
            <IconUser size={18} aria-hidden /> <strong>{name}</strong>
          </li>
          {talking.map((segment) => (
            <li key={segment.id}>
              <IconHeadset size={18} aria-hidden /> <strong>{segment.agentName}</strong>
              {segment.held && <span className={styles.held}>{t('team.held')}</span>}
            </li>
          ))}
        </ul>
        <span className={styles.service}>{interaction.service.name}</span>
        {connected && here && <QualityBadge quality={quality} />}
        <span className={styles.timer} role="timer" aria-label={t('team.since')}>
          <Since at={own.since} />
        </span>
      </div>
      <div className={styles.sound} role="status">
        {connected ? (
          <>
            {here && media.remote !== null && <RemoteLevel stream={media.remote} tracks={media.remoteTracks} />}
            <span>{t(`team.modes.${own.mode}`, { agent })}</span>
          </>
        ) : (
          <span>{t('team.connecting')}</span>
        )}
      </div>
      {media.microphoneFailure !== null && <Banner tone="error">{t(`call.microphone.${media.microphoneFailure}`)}</Banner>}
      <div className={styles.controls}>
        <div className={styles.modes} role="group" aria-label={t('team.modes.label')}>
          {modes.map(({ mode, icon }) => (
            <ActionButton
              key={mode}
              icon={icon}
              variant={own.mode === mode ? 'filled' : 'default'}
              aria-pressed={own.mode === mode}
              pending={pending.has('mode') && own.mode !== mode}
              onClick={() => {
                if (own.mode !== mode) void desk.team.setMode(interaction.id, mode);
              }}
            >
              {t(`team.${mode}`)}
            </ActionButton>
          ))}
        </div>
        {own.mode !== 'listen' && here && <MuteButton />}
        <ActionButton
          icon={IconPhoneCheck}
          variant="default"
          unavailable={!connected}
          pending={pending.has('takeOver')}
          onClick={() => void desk.team.takeOver(interaction.id)}
        >
          {t('team.takeOver')}
        </ActionButton>
        <ActionButton icon={IconLogout2} color="red" pending={pending.has('leave')} onClick={() => void desk.team.leave(interaction.id)}>
          {t('team.leave')}
        </ActionButton>
      </div>
    </section>
  );
}

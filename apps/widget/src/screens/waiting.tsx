import { duration, ordinal } from '../i18n/index.ts';
import { Button, Note } from '../ui/controls.tsx';
import { useNow, useWidget } from '../ui/hooks.ts';
import { Icon } from '../ui/icons.tsx';
import { CallNotices } from './notices.tsx';

export function Waiting() {
  const { session, state, language, t } = useWidget();
  const { interaction, line, clockOffsetMs } = state;
  const now = useNow(clockOffsetMs);
  if (interaction === null) return null;
  const { position, waitingSince } = interaction;
  const words = state.stalled
    ? t('waiting.stalled')
    : interaction.state === 'connecting'
      ? t('waiting.connecting')
      : interaction.leg.state === 'pending' && position === null
        ? t('waiting.preparing')
        : position === null || position === 1
          ? t('waiting.next')
          : t('waiting.position', { ordinal: ordinal(position, language) });
  return (
    <div class="screen waiting">
      <div class="pulse" aria-hidden="true">
        <Icon name="headset" size={40} />
      </div>
      <h2 tabIndex={-1}>{words}</h2>
      <p class="service">{interaction.serviceName}</p>
      {waitingSince !== null && (
        <p class="quiet">
          {t('waiting.since')} <time class="figures">{duration(now - waitingSince)}</time>
        </p>
      )}
      {interaction.returned && interaction.state === 'waiting' && <Note tone="info">{t('waiting.returned')}</Note>}
      <CallNotices />
      <p class="quiet small">{t('waiting.stay')}</p>
      <div class="grow" />
      <div class="actions">
        <Button onClick={() => session.leave()}>{t('common.cancel')}</Button>
        <Button icon={state.music ? 'music' : 'musicOff'} pressed={state.music} onClick={() => session.music(!state.music)}>
          {t('waiting.music')}
        </Button>
      </div>
      <span class="sr">{line === 'connecting' ? t('waiting.preparing') : ''}</span>
    </div>
  );
}

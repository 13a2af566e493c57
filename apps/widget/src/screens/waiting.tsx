import { duration } from '../i18n/index.ts';
import { Button, Note } from '../ui/controls.tsx';
import { useNow, useWidget } from '../ui/hooks.ts';
import { Icon } from '../ui/icons.tsx';
import { CallNotices } from './notices.tsx';
import { waitingWords } from './waiting-words.ts';

export function Waiting() {
  const { session, state, language, t } = useWidget();
  const { interaction, line, clockOffsetMs } = state;
  const now = useNow(clockOffsetMs);
  if (interaction === null) return null;
  const { waitingSince, queuedReason, staffing } = interaction;
  const { heading, reason, outlook } = state.stalled
    ? { heading: t('waiting.stalled'), reason: null, outlook: null }
    : waitingWords(interaction, language, t);
  return (
    <div class="screen waiting">
      <div class="pulse" aria-hidden="true">
        <Icon name="headset" size={40} />
      </div>
      <h2 tabIndex={-1}>{heading}</h2>
      <p class="service">{interaction.serviceName}</p>
      {waitingSince !== null && (
        <p class="quiet">
          {t('waiting.since')} <time class="figures">{duration(now - waitingSince)}</time>
        </p>
      )}
      {reason !== null && (queuedReason === 'arrived' ? <p class="quiet">{reason}</p> : <Note tone="info">{reason}</Note>)}
      {outlook !== null && <Note tone="warn">{outlook}</Note>}
      <CallNotices />
      <p class="quiet small">{t('waiting.stay')}</p>
      <div class="grow" />
      <div class="actions">
        <Button onClick={() => session.leave()}>{t(staffing === 'nobody' ? 'leave.endWaiting' : 'common.cancel')}</Button>
        <Button icon={state.music ? 'music' : 'musicOff'} pressed={state.music} onClick={() => session.music(!state.music)}>
          {t('waiting.music')}
        </Button>
      </div>
      <span class="sr">{line === 'connecting' ? t('waiting.preparing') : ''}</span>
    </div>
  );
}

import type { WidgetState } from '../call/state.ts';
import type { Translate } from '../i18n/index.ts';
import { Button, Note } from '../ui/controls.tsx';
import { useWidget } from '../ui/hooks.ts';
import type { IconName } from '../ui/icons.tsx';

export interface CallNotice {
  tone: 'quiet' | 'info' | 'warn' | 'bad' | 'good';
  icon: IconName;
  text: string;
}

/** What is to be told about the line, worst first. Pure, so that screen and screen reader say the same. */
export function callNotices(state: WidgetState, t: Translate): CallNotice[] {
  const { interaction, line, trouble, notice, local } = state;
  const notices: CallNotice[] = [];
  const talking = interaction?.state === 'talking';
  if (line === 'lost') notices.push({ tone: 'warn', icon: 'wifiOff', text: t('talk.reconnecting') });
  else if (interaction?.agentAway === true) notices.push({ tone: 'warn', icon: 'clock', text: t('talk.away') });
  else if (interaction?.onHold === true) notices.push({ tone: 'info', icon: 'pause', text: t('talk.held') });
  else if (talking && line === 'connected' && trouble !== 'none' && !(trouble === 'silence' && state.muted))
    notices.push({ tone: 'warn', icon: 'alert', text: t(`talk.trouble.${trouble}`) });
  if (local.trouble.microphone !== null && local.microphone === null && line !== 'elsewhere') {
    notices.push({ tone: 'bad', icon: 'microphoneOff', text: t('talk.silent') });
  } else if (talking && state.muted) {
    notices.push({ tone: 'info', icon: 'microphoneOff', text: t('talk.muted') });
  }
  if (talking && interaction.recorded) {
    const paused = interaction.recordingPaused === true;
    notices.push({ tone: 'quiet', icon: paused ? 'pause' : 'record', text: t(paused ? 'talk.recordingPaused' : 'talk.recorded') });
  }
  for (const speaks of [true, false]) {
    const names = talking ? (interaction.others ?? []).filter((one) => one.speaks === speaks).map(({ name }) => name) : [];
    if (names.length > 0) {
      notices.push({ tone: 'quiet', icon: 'user', text: t(speaks ? 'talk.alsoHere' : 'talk.listening', { names: names.join(', ') }) });
    }
  }
  switch (notice?.kind) {
    case 'restored':
      notices.push({ tone: 'good', icon: 'check', text: t('talk.restored') });
      break;
    case 'linkBack':
      notices.push({ tone: 'good', icon: 'check', text: t('link.back') });
      break;
    case 'deviceFailed':
      notices.push({ tone: 'warn', icon: 'alert', text: t('talk.deviceFailed') });
      break;
    case 'unplugged': {
      const { kind, device } = notice.what;
      const text =
        kind === 'speakers'
          ? t('talk.unplugged.speakers')
          : device === null
            ? t(`talk.unplugged.${kind}None`)
            : t(`talk.unplugged.${kind}`, { device });
      notices.push({ tone: 'warn', icon: 'alert', text });
      break;
    }
    default:
      break;
  }
  return notices;
}

export function CallNotices() {
  const { session, state, t } = useWidget();
  return (
    <>
      {state.soundBlocked && (
        <Button look="primary" icon="speaker" onClick={() => session.soundOn()}>
          {t('talk.soundOn')}
        </Button>
      )}
      {callNotices(state, t).map(({ tone, icon, text }) => (
        <Note key={text} tone={tone} icon={icon}>
          {text}
        </Note>
      ))}
    </>
  );
}

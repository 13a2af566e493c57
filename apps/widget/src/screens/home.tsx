import { useId } from 'preact/hooks';
import { isOffered } from '../call/state.ts';
import type { CallChannel, ServiceStatus } from '../types.ts';
import { Note } from '../ui/controls.tsx';
import { useWidget } from '../ui/hooks.ts';
import { Icon } from '../ui/icons.tsx';
import type { Translate } from '../i18n/index.ts';

export type Availability = 'free' | 'busy' | 'paused' | 'nobody';

export const availabilityOf = ({ agentsPresent, agentsReady, agentsFree }: ServiceStatus): Availability =>
  agentsFree > 0 ? 'free' : agentsReady > 0 ? 'busy' : agentsPresent > 0 ? 'paused' : 'nobody';

/** Whether somebody can answer, in words. */
export function availabilityText(status: ServiceStatus, t: Translate): string {
  const availability = availabilityOf(status);
  if (availability === 'free') return t('home.available');
  if (availability === 'nobody' || availability === 'paused') return t(`home.${availability}`);
  if (status.waiting === 0) return t('home.busyNext');
  return status.waiting === 1 ? t('home.busyOne') : t('home.busyMany', { count: status.waiting });
}

/** Why this browser or page can't call at all; null when it can. */
function obstacle(): 'home.insecure' | 'home.unsupported' | null {
  if (!isSecureContext) return 'home.insecure';
  if (typeof RTCPeerConnection === 'undefined' || navigator.mediaDevices === undefined) return 'home.unsupported';
  return null;
}

export function Home() {
  const { state, t, text } = useWidget();
  const { config, status, notice } = state;
  if (config === null || status === null) return null;
  const channels = (['webcall', 'video'] as const).filter((channel) => isOffered(state, channel));
  const problem = obstacle();
  const availability = availabilityOf(status);
  return (
    <div class="screen home">
      <h2 tabIndex={-1}>{text(config.greeting)}</h2>
      <p class={`availability ${availability}`}>
        <span class="dot" aria-hidden="true" />
        {availabilityText(status, t)}
      </p>
      {(availability === 'nobody' || availability === 'paused') && problem === null && channels.length > 0 && (
        <p class="quiet">{t(`home.${availability}Help`)}</p>
      )}
      {notice?.kind === 'left' && <Note tone="info">{t('home.left')}</Note>}
      {problem !== null && <Note tone="warn">{t(problem)}</Note>}
      {problem === null && channels.length === 0 && <Note tone="warn">{t('home.noChannels')}</Note>}
      {problem === null && channels.length > 0 && (
        <div class="channels">
          {channels.map((channel) => (
            <ChannelButton key={channel} channel={channel} />
          ))}
        </div>
      )}
    </div>
  );
}

/** The whole card can be pressed, but the button's name is the channel's alone. */
function ChannelButton({ channel }: { channel: CallChannel }) {
  const { session, t } = useWidget();
  const help = useId();
  const video = channel === 'video';
  return (
    <div class="channel">
      <span class="badge">
        <Icon name={video ? 'video' : 'phone'} size={24} />
      </span>
      <div class="words">
        <button type="button" aria-describedby={help} onClick={() => session.choose(channel)}>
          {t(video ? 'home.video' : 'home.call')}
        </button>
        <p id={help}>{t(video ? 'home.videoHelp' : 'home.callHelp')}</p>
      </div>
      <Icon name="chevron" size={20} />
    </div>
  );
}

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Device, Kind } from '../devices/local-media.ts';
import { levelMeter, levelOf } from '../devices/level.ts';
import { Icon, type IconName } from './icons.tsx';
import { useWidget } from './hooks.ts';

interface ButtonProps {
  children: ComponentChildren;
  onClick: () => void;
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  icon?: IconName;
  busy?: boolean;
  pressed?: boolean;
  describedBy?: string;
}

export function Button({ children, onClick, look = 'plain', icon, busy = false, pressed, describedBy }: ButtonProps) {
  return (
    <button
      type="button"
      class={`button ${look}`}
      // Not `disabled`: a busy button keeps the focus, and its name for who reads it out.
      aria-disabled={busy || undefined}
      aria-pressed={pressed}
      aria-describedby={describedBy}
      onClick={() => {
        if (!busy) onClick();
      }}
    >
      {icon !== undefined && <Icon name={icon} size={20} />}
      {children}
    </button>
  );
}

/** The way out of a page that can't have the widget: the same widget on a page of its server, in a tab of its own. */
export function OwnPageLink() {
  const { session, language, t } = useWidget();
  return (
    <a class="button primary" href={session.ownPageUrl(language)} target="_blank">
      <Icon name="window" size={20} />
      {t('closed.ownPage')}
    </a>
  );
}

/** A message about the state of things: never by colour alone. */
export function Note({
  tone,
  icon,
  title,
  children,
}: {
  tone: 'quiet' | 'info' | 'warn' | 'bad' | 'good';
  icon?: IconName;
  title?: string;
  children?: ComponentChildren;
}) {
  const fallback = tone === 'good' ? 'check' : tone === 'info' ? 'clock' : 'alert';
  return (
    <div class={`note ${tone}`}>
      <Icon name={icon ?? fallback} size={20} />
      <div>
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && <p>{children}</p>}
      </div>
    </div>
  );
}

const kinds = {
  microphone: { icon: 'microphone', label: 'devices.microphone', unnamed: 'devices.unnamedMicrophone', standard: 'devices.defaultInput' },
  speakers: { icon: 'speaker', label: 'devices.speakers', unnamed: 'devices.unnamedSpeakers', standard: 'devices.defaultOutput' },
  camera: { icon: 'video', label: 'devices.camera', unnamed: 'devices.unnamedCamera', standard: 'devices.noCamera' },
} as const;

/** A labelled choice of devices; without a list (permission not given yet, or a browser that shows none) the standard one. */
export function DeviceSelect({ kind }: { kind: Kind }) {
  const { session, state, t } = useWidget();
  const id = useId();
  const { icon, label, unnamed, standard } = kinds[kind];
  const devices: Device[] = state.local.devices[kind];
  const chosen = state.local.chosen[kind];
  const known = devices.some((device) => device.id === chosen);
  return (
    <div class="field">
      <label for={id}>{t(label)}</label>
      <div class="select">
        <Icon name={icon} size={20} />
        <select id={id} value={known ? chosen : ''} onChange={(event) => void session.chooseDevice(kind, event.currentTarget.value)}>
          {!known && <option value="">{t(standard)}</option>}
          {devices.map((device, index) => (
            <option key={device.id} value={device.id}>
              {device.label === '' ? t(unnamed, { n: index + 1 }) : device.label}
            </option>
          ))}
        </select>
        <Icon name="chevron" size={18} />
      </div>
    </div>
  );
}

const segments = 24;

/** How loud the customer is, live. Drawn outside of Preact's rendering: many times a second. */
export function LevelMeter() {
  const { state, t } = useWidget();
  const bar = useRef<HTMLDivElement>(null);
  const { microphone } = state.local;
  useEffect(() => {
    if (microphone === null) return;
    const meter = levelMeter(new MediaStream([microphone]));
    let shown = 0;
    const timer = setInterval(() => {
      const level = levelOf(meter.peak());
      shown = Math.max(level, shown - 0.06);
      const lit = Math.round(shown * segments);
      const element = bar.current;
      if (element === null) return;
      element.setAttribute('aria-valuenow', String(Math.round(shown * 100)));
      [...element.children].forEach((child, index) => child.classList.toggle('lit', index < lit));
    }, 60);
    return () => {
      clearInterval(timer);
      meter.stop();
    };
  }, [microphone]);
  return (
    <div ref={bar} class="level" role="meter" aria-label={t('devices.level')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0}>
      {Array.from({ length: segments }, (_, index) => (
        <i key={index} />
      ))}
    </div>
  );
}

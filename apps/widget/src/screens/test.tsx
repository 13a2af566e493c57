import { useEffect, useRef } from 'preact/hooks';
import { isOffered } from '../call/state.ts';
import { checkMs } from '../check/run.ts';
import { linesSoFar, lineWord, type LineName, type LineState, type Offer } from '../check/verdict.ts';
import { Button, LevelMeter, Note } from '../ui/controls.tsx';
import { useWidget } from '../ui/hooks.ts';
import { Icon, type IconName } from '../ui/icons.tsx';

const lineIcons: Record<LineName, IconName> = { microphone: 'microphone', speakers: 'speaker', camera: 'video', connection: 'wifi' };

export function Test() {
  const { session, state, t } = useWidget();
  const { facts, progress, verdict } = state.check;
  const word = verdict === null || facts === null ? null : lineWord(facts);
  const video = state.channel === 'video' || facts?.video === true;
  const names: LineName[] = video ? ['microphone', 'speakers', 'camera', 'connection'] : ['microphone', 'speakers', 'connection'];
  const lines: Record<LineName, LineState> =
    verdict?.lines ??
    (facts === null ? { microphone: 'running', speakers: 'running', camera: 'running', connection: 'running' } : linesSoFar(facts));
  const offers: Record<Offer, () => void> = {
    again: () => void session.startCheck(),
    devices: () => session.askDevices(),
    voiceOnly: () => {
      session.voiceOnly();
      void session.startCheck();
    },
    anyway: () => session.pass(),
  };
  const shown = verdict?.offers.filter((offer) => offer !== 'voiceOnly' || isOffered(state, 'webcall')) ?? [];
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Through the object model: a strict policy forbids style attributes, not this.
    bar.current?.style.setProperty('inline-size', `${Math.round(progress * 100)}%`);
  }, [progress]);
  return (
    <div class="screen test">
      <h2 tabIndex={-1}>{verdict === null ? t('test.title') : t(verdict.headline)}</h2>
      {verdict === null ? (
        <>
          <p class="quiet">{t('test.help')}</p>
          <div
            class="progress"
            role="progressbar"
            aria-label={t('test.progress')}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(progress * 100)}
            data-length-ms={checkMs}
          >
            <div ref={bar} />
          </div>
          <LevelMeter />
        </>
      ) : (
        <div role="status">
          {verdict.advice.map((key) => (
            <Note key={key} tone={verdict.good ? 'info' : 'warn'}>
              {t(key)}
            </Note>
          ))}
          {verdict.good && verdict.advice.length === 0 && <p class="quiet">{t('test.goingOn')}</p>}
        </div>
      )}
      <ul class="lines">
        {names.map((name) => (
          <li key={name} class={lines[name]}>
            <Icon name={lineIcons[name]} size={20} />
            <span>
              {t(`test.line.${name}`)}
              {name === 'connection' && word !== null && <small>{t(word)}</small>}
            </span>
            <span class="mark">
              {lines[name] === 'running' ? (
                <i class="spinner" aria-hidden="true" />
              ) : (
                <Icon name={lines[name] === 'ok' ? 'check' : 'alert'} size={20} />
              )}
              <span class="sr">{t(`test.state.${lines[name]}`)}</span>
            </span>
          </li>
        ))}
      </ul>
      {shown.length > 0 && (
        <div class="stack">
          {shown.map((offer, index) => (
            <Button key={offer} look={index === 0 ? 'primary' : 'plain'} onClick={offers[offer]}>
              {t(`test.${offer}`)}
            </Button>
          ))}
        </div>
      )}
      <div class="actions">
        <Button onClick={() => session.cancel()}>{t('common.cancel')}</Button>
      </div>
    </div>
  );
}

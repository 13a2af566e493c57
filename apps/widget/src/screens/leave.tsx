import { useEffect, useId, useRef } from 'preact/hooks';
import { isWaiting } from '../call/state.ts';
import { Button } from '../ui/controls.tsx';
import { useWidget } from '../ui/hooks.ts';

/** Asked at Esc and ✕ while a call is on: nobody is cut off by accident. */
export function Leave() {
  const { session, state, t } = useWidget();
  const title = useId();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => element.current?.querySelector('button')?.focus(), []);
  const waiting = isWaiting(state);
  return (
    <div class="veil-layer">
      <div ref={element} class="ask" role="alertdialog" aria-modal="true" aria-labelledby={title}>
        <h2 id={title}>{t(waiting ? 'leave.titleWaiting' : 'leave.title')}</h2>
        <div class="stack">
          <Button look="primary" onClick={() => session.stay()}>
            {t('leave.stay')}
          </Button>
          <Button onClick={() => session.hide()}>{t(waiting ? 'leave.hideWaiting' : 'leave.hide')}</Button>
          <Button
            look="danger"
            onClick={() => {
              session.leave();
              // Who leaves the queue wants to be gone; who ends a talk may still want to say how it was.
              if (waiting) session.close();
            }}
          >
            {t(waiting ? 'leave.endWaiting' : 'leave.end')}
          </Button>
        </div>
      </div>
    </div>
  );
}

import { Button, Note, OwnPageLink } from '../ui/controls.tsx';
import { useWidget } from '../ui/hooks.ts';
import { closedKeyOf } from './refusals.ts';

/** The server said no for good: the page's owner has to do something. */
export function Refused({ code }: { code: string }) {
  const { session, t } = useWidget();
  return (
    <div class="screen">
      <h2 tabIndex={-1}>{t('closed.title')}</h2>
      <Note tone="warn">{t(closedKeyOf(code))}</Note>
      {code === 'link.blocked' && <OwnPageLink />}
      <div class="actions">
        <Button onClick={() => session.retry()}>{t('common.tryAgain')}</Button>
      </div>
    </div>
  );
}

/** The server has not answered yet, or does not answer. */
export function NotYet() {
  const { session, state, t } = useWidget();
  if (state.link !== 'retrying') {
    return (
      <div class="screen centred" aria-busy="true">
        <i class="spinner big" aria-hidden="true" />
        <h2 tabIndex={-1}>{t('link.connecting')}</h2>
      </div>
    );
  }
  return (
    <div class="screen">
      <h2 tabIndex={-1}>{t('closed.unreachable')}</h2>
      <Note tone="warn" icon="wifiOff">
        {t(state.offline ? 'link.offline' : 'closed.unreachableHelp')}
      </Note>
      <div class="actions">
        <Button look="primary" onClick={() => session.retry()}>
          {t('common.tryAgain')}
        </Button>
      </div>
    </div>
  );
}

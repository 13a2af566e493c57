import { useId, useState } from 'preact/hooks';
import type { Key } from '../i18n/index.ts';
import type { CustomerView } from '../types.ts';
import { Button, Note } from '../ui/controls.tsx';
import { useWidget } from '../ui/hooks.ts';
import { Icon } from '../ui/icons.tsx';

export function endKeyOf({ closedReason, endedBy }: CustomerView): Key {
  if (closedReason === 'neverConnected') return 'end.failed';
  if (closedReason === 'customerLost' || endedBy === 'customerLost') return 'end.lost';
  if (endedBy === 'agent') return 'end.byAgent';
  if (endedBy === 'customer') return 'end.byCustomer';
  return 'end.other';
}

export function End() {
  const { session, state, t } = useWidget();
  const { interaction, rating } = state;
  if (interaction === null) return null;
  const talked = interaction.talkingSince !== null || interaction.agentName !== null;
  return (
    <div class="screen end">
      <div class="badge big" aria-hidden="true">
        <Icon name="heart" size={32} />
      </div>
      <h2 tabIndex={-1}>{t('end.title')}</h2>
      <p class="quiet">{t(endKeyOf(interaction))}</p>
      {rating === 'sent' ? (
        <div role="status">
          <Note tone="good">{t('end.sent')}</Note>
        </div>
      ) : (
        talked && <Rating />
      )}
      <div class="grow" />
      <div class="actions">
        <Button look={rating === 'sent' || !talked ? 'primary' : 'plain'} onClick={() => session.close()}>
          {t('end.done')}
        </Button>
      </div>
    </div>
  );
}

const stars = [1, 2, 3, 4, 5] as const;

function Rating() {
  const { session, state, t } = useWidget();
  const [chosen, setChosen] = useState(0);
  const [comment, setComment] = useState('');
  const name = useId();
  const commentId = useId();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen > 0 && state.rating !== 'sending') void session.rate(chosen, comment);
      }}
    >
      <fieldset class="stars">
        <legend>{t('end.rate')}</legend>
        {stars.map((star) => (
          <label key={star} class={star <= chosen ? 'lit' : ''}>
            <input type="radio" name={name} value={star} checked={chosen === star} onChange={() => setChosen(star)} />
            <Icon name="star" size={34} filled={star <= chosen} />
            <span class="sr">{t(`end.stars${star}`)}</span>
          </label>
        ))}
      </fieldset>
      {chosen > 0 && (
        <>
          <p class="quiet small chosen" aria-hidden="true">
            {t(`end.stars${chosen as 1}`)}
          </p>
          <div class="field">
            <div class="label-row">
              <label for={commentId}>{t('end.comment')}</label>
              <span class="quiet small">{t('common.optional')}</span>
            </div>
            <textarea id={commentId} rows={3} maxLength={1000} value={comment} onInput={(event) => setComment(event.currentTarget.value)} />
          </div>
          {state.rating === 'failed' && (
            <div role="alert">
              <Note tone="bad">{t('end.sendFailed')}</Note>
            </div>
          )}
          <div class="stack">
            <button type="submit" class="button primary" aria-disabled={state.rating === 'sending' || undefined}>
              {t('end.send')}
            </button>
          </div>
        </>
      )}
    </form>
  );
}

import { useId } from 'preact/hooks';
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
  // One main button: while there is something to send, that is Send.
  const settled = rating.kept.stars !== null && rating.comment.trim() === rating.kept.comment;
  const talked = interaction.talkingSince !== null || interaction.agentName !== null;
  return (
    <div class="screen end">
      <div class="badge big" aria-hidden="true">
        <Icon name="heart" size={32} />
      </div>
      <h2 tabIndex={-1}>{t('end.title')}</h2>
      <p class="quiet">{t(endKeyOf(interaction))}</p>
      {talked && <Rating />}
      <div class="grow" />
      <div class="actions">
        <Button look={settled || !talked ? 'primary' : 'plain'} onClick={() => session.close()}>
          {t('end.done')}
        </Button>
      </div>
    </div>
  );
}

const stars = [1, 2, 3, 4, 5] as const;

/** The stars are kept when they are chosen; a comment may follow. */
function Rating() {
  const { session, state, t } = useWidget();
  const { stars: chosen, comment, kept, sending } = state.rating;
  const name = useId();
  const commentId = useId();
  const commented = kept.comment !== '' && comment.trim() === kept.comment;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (sending !== 'sending') void session.sendComment();
      }}
    >
      <fieldset class="stars">
        <legend>{t('end.rate')}</legend>
        {stars.map((star) => (
          <label key={star} class={star <= (chosen ?? 0) ? 'lit' : ''}>
            <input type="radio" name={name} value={star} checked={chosen === star} onChange={() => void session.rate(star)} />
            <Icon name="star" size={34} filled={star <= (chosen ?? 0)} />
            <span class="sr">{t(`end.stars${star}`)}</span>
          </label>
        ))}
      </fieldset>
      {chosen !== null && (
        <>
          <p class="quiet small chosen" aria-hidden="true">
            {t(`end.stars${chosen as 1}`)}
          </p>
          <div role="status">{kept.stars === chosen && <Note tone="good">{t(commented ? 'end.commentSent' : 'end.sent')}</Note>}</div>
          {!commented && (
            <div class="field">
              <div class="label-row">
                <label for={commentId}>{t('end.comment')}</label>
                <span class="quiet small">{t('common.optional')}</span>
              </div>
              <textarea
                id={commentId}
                rows={3}
                maxLength={1000}
                value={comment}
                onInput={(event) => session.comment(event.currentTarget.value)}
              />
            </div>
          )}
          {sending === 'failed' && (
            <div role="alert">
              <Note tone="bad">{t('end.sendFailed')}</Note>
            </div>
          )}
          {(sending === 'failed' || comment.trim() !== kept.comment) && (
            <div class="stack">
              <button type="submit" class="button primary" aria-disabled={sending === 'sending' || undefined}>
                {t(sending === 'failed' ? 'common.tryAgain' : 'end.send')}
              </button>
            </div>
          )}
        </>
      )}
    </form>
  );
}

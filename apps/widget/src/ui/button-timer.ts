import type { WidgetSession } from '../call/session.ts';
import { isInCall } from '../call/state.ts';
import { duration } from '../i18n/index.ts';

/** Shows on the corner button how long the talk, or the waiting, lasts while the panel is hidden. */
export function followTimer(button: HTMLButtonElement, session: WidgetSession): void {
  const time = button.ownerDocument.createElement('time');
  // The name of the button must not change each second; the panel tells the time to who asks.
  time.setAttribute('aria-hidden', 'true');
  let timer: ReturnType<typeof setInterval> | undefined;
  const draw = (): void => {
    const { interaction, clockOffsetMs } = session.store.state;
    const since = interaction?.talkingSince ?? interaction?.waitingSince ?? null;
    time.textContent = since === null ? '' : duration(Date.now() + clockOffsetMs - since);
  };
  const follow = (): void => {
    const { state } = session.store;
    const shown = !state.open && isInCall(state) && button.isConnected;
    if (!shown) {
      clearInterval(timer);
      timer = undefined;
      time.remove();
      return;
    }
    draw();
    button.append(time);
    timer ??= setInterval(() => (button.isConnected ? draw() : follow()), 500);
  };
  session.store.subscribe(follow);
  follow();
}

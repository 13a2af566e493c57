import { playRingTone, type DeviceStore } from '@centralino/ui';

export interface RingWords {
  title: string;
  body: string;
}

/**
 * Makes an offer noticed wherever the agent looks: ring tone on the chosen output, flashing title, desktop notification.
 * Of all the tabs of this browser only one sounds: the one that holds the lock.
 */
export function createRinger(devices: DeviceStore) {
  let stopCurrent: (() => void) | null = null;
  let ringing: string | null = null;

  function start(segmentId: string, words: RingWords): void {
    const given = new AbortController();
    let stopTone: (() => void) | null = null;
    let notification: Notification | null = null;
    const title = document.title;
    let shown = false;
    const flash = setInterval(() => {
      shown = !shown;
      document.title = shown ? `● ${words.title}` : title;
    }, 900);
    document.title = `● ${words.title}`;

    const sound = async (): Promise<void> => {
      const { ringId, speakerId, ringVolume } = devices.get().choice;
      stopTone = playRingTone({ outputId: ringId ?? speakerId, volume: ringVolume });
      if ('Notification' in window && Notification.permission === 'granted' && document.visibilityState !== 'visible') {
        notification = new Notification(words.title, { body: words.body, tag: segmentId, icon: `${import.meta.env.BASE_URL}icon.svg` });
        notification.onclick = () => window.focus();
      }
      await new Promise<void>((resolve) => given.signal.addEventListener('abort', () => resolve(), { once: true }));
    };
    if (navigator.locks === undefined) void sound();
    else navigator.locks.request('centralino.ring', { signal: given.signal }, sound).catch(() => undefined);

    ringing = segmentId;
    stopCurrent = () => {
      given.abort();
      stopTone?.();
      notification?.close();
      clearInterval(flash);
      document.title = title;
      ringing = null;
      stopCurrent = null;
    };
  }

  return {
    /** Rings for this offer (once, however often it is said), or falls silent. */
    ring(offer: { segmentId: string; words: RingWords } | null): void {
      if (offer?.segmentId === ringing) return;
      stopCurrent?.();
      if (offer !== null) start(offer.segmentId, offer.words);
    },
  };
}

/** Asks for desktop notifications, once per browser and only from a gesture: browsers refuse it otherwise, and people too. */
export function askForNotifications(memory: { get(key: string): string | null; set(key: string, value: string): void }): void {
  if (!('Notification' in window) || Notification.permission !== 'default' || memory.get('centralino.askedNotifications') !== null) return;
  memory.set('centralino.askedNotifications', 'yes');
  void Notification.requestPermission().catch(() => undefined);
}

import { sendToOutput } from '@centralino/ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { useStore } from '../lib/store.ts';
import { useDesk } from '../state/desk-context.ts';

/** The customer's voice, on the chosen output. Here and not on the stage, so that no page of the desk can silence it. */
export function RemoteAudio(): ReactNode {
  const desk = useDesk();
  const element = useRef<HTMLAudioElement>(null);
  const remote = useStore(desk.media.store, (state) => state.remote);
  const tracks = useStore(desk.media.store, (state) => state.remoteTracks);
  const speakerId = useStore(desk.devices, (state) => state.choice.speakerId);

  useEffect(() => {
    const audio = element.current;
    if (audio === null) return;
    audio.srcObject = remote;
    if (remote === null) return;
    const play = (): void => void audio.play().catch(() => undefined);
    play();
    // A page that nobody touched since its reload may be refused to sound: the first gesture tries again.
    document.addEventListener('pointerdown', play, { once: true });
    document.addEventListener('keydown', play, { once: true });
    return () => {
      document.removeEventListener('pointerdown', play);
      document.removeEventListener('keydown', play);
    };
  }, [remote, tracks]);

  useEffect(() => {
    if (element.current !== null) void sendToOutput(element.current, speakerId);
  }, [speakerId, remote]);

  return <audio ref={element} autoPlay hidden />;
}

import { chromium, type Browser } from 'playwright-core';
import type { Answer } from './fake-server.ts';

const common = ['--no-sandbox', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'];

/** Chromium with a fake microphone (a beep each second) and a fake camera, both allowed without asking. */
export const launchBrowser = (
  extra: string[] = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
): Promise<Browser> => chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: [...common, ...extra] });

/** The media half of a fake server: a page of the same browser that answers offers with real RTCPeerConnections. */
export async function createAnswerer(browser: Browser): Promise<Answer> {
  const page = await browser.newPage();
  await page.evaluate(() => {
    const open = new Map<string, RTCPeerConnection>();
    const scope = window as unknown as { answer: (id: string, sdp: string, mode: string) => Promise<string> };
    scope.answer = async (id, sdp, mode) => {
      open.get(id)?.close();
      const connection = new RTCPeerConnection();
      open.set(id, connection);
      const audio = new AudioContext();
      const out = audio.createMediaStreamDestination();
      if (mode === 'talk') {
        const tone = audio.createOscillator();
        tone.frequency.value = 330;
        tone.connect(out);
        tone.start();
      }
      connection.ontrack = ({ track }) => {
        if (mode !== 'echo') return;
        if (track.kind === 'audio') {
          const player = new Audio();
          player.muted = true;
          player.srcObject = new MediaStream([track]);
          void player.play();
          audio.createMediaStreamSource(new MediaStream([track])).connect(out);
        }
      };
      await connection.setRemoteDescription({ type: 'offer', sdp });
      for (const transceiver of connection.getTransceivers()) {
        transceiver.direction = 'sendrecv';
        if (transceiver.receiver.track.kind === 'audio') {
          await transceiver.sender.replaceTrack(out.stream.getAudioTracks()[0] ?? null);
        } else {
          const canvas = document.createElement('canvas');
          canvas.width = 640;
          canvas.height = 480;
          const pen = canvas.getContext('2d');
          let turn = 0;
          setInterval(() => {
            if (pen === null) return;
            pen.fillStyle = '#27465f';
            pen.fillRect(0, 0, 640, 480);
            pen.fillStyle = '#e8c9a8';
            pen.beginPath();
            pen.arc(320 + 6 * Math.sin((turn += 0.15)), 190, 90, 0, 7);
            pen.fill();
            pen.fillStyle = '#0f6e74';
            pen.beginPath();
            pen.ellipse(320, 470, 190, 170, 0, 0, 7);
            pen.fill();
          }, 50);
          await transceiver.sender.replaceTrack(canvas.captureStream(20).getVideoTracks()[0] ?? null);
        }
      }
      await connection.setLocalDescription();
      await new Promise<void>((resolve) => {
        const done = (): void => {
          if (connection.iceGatheringState === 'complete') resolve();
        };
        connection.onicegatheringstatechange = done;
        done();
      });
      return connection.localDescription?.sdp ?? '';
    };
  });
  return (legId, sdp, mode) =>
    page.evaluate(
      ([id, offer, how]) => (window as unknown as { answer: (a: string, b: string, c: string) => Promise<string> }).answer(id, offer, how),
      [legId, sdp, mode] as const,
    );
}

/** A plain page with the widget's lines. */
export const shopHtml = (
  origin = '',
  attributes = 'data-widget="shop"',
): string => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title></head>
<body><main><h1>A shop</h1><p>Things to buy.</p></main><script src="${origin}/widget/loader.js" ${attributes} async></script></body></html>`;

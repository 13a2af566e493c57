import type { Key } from '../i18n/index.ts';

/** What ten seconds of echo showed. `null`: not measured. */
export interface CheckFacts {
  video: boolean;
  /** The server answered the request for a test. */
  served: boolean;
  /** ICE and DTLS came up. */
  connected: boolean;
  /** Loudest moment of the customer as the server heard it, and of the echo as the browser decoded it: amplitude 0..1. */
  heardPeak: number;
  echoPeak: number;
  /** Audio packets that came back. */
  echoPackets: number;
  /** The browser played the echo on the chosen output. */
  played: boolean;
  /** Camera pictures that reached the server (those that left, as long as it has not said); null without a camera. */
  framesSeen: number | null;
  rttMs: number | null;
  jitterMs: number | null;
  /** Worse of the two directions, 0..1. */
  loss: number | null;
  path: 'udp' | 'tcp' | 'relay' | null;
}

export type LineName = 'microphone' | 'speakers' | 'camera' | 'connection';
export type LineState = 'running' | 'ok' | 'warn';
export type Offer = 'again' | 'devices' | 'voiceOnly' | 'anyway';

export interface Verdict {
  /** Nothing stands in the way: the widget goes on by itself. */
  good: boolean;
  lines: Record<LineName, LineState>;
  headline: Key;
  advice: Key[];
  /** What can be done now, best first. */
  offers: Offer[];
}

/** Quieter than -46 dB for ten seconds is a dead or muted microphone, not a shy voice. */
const quietPeak = 0.005;
const minEchoPackets = 50;
const minFrames = 10;
const fair = { rttMs: 300, jitterMs: 40, loss: 0.02 };
const poor = { rttMs: 600, jitterMs: 100, loss: 0.08 };

/** How the customer would notice the line: words get lost, or come late. */
type Trouble = 'gaps' | 'late' | null;

function troubleOf({ rttMs, jitterMs, loss }: CheckFacts, limit: typeof fair): Trouble {
  if ((jitterMs ?? 0) > limit.jitterMs || (loss ?? 0) > limit.loss) return 'gaps';
  return (rttMs ?? 0) > limit.rttMs ? 'late' : null;
}

/** What is said of the line itself; null before anything came through. */
export const lineWord = (facts: CheckFacts): Key | null =>
  facts.connected && echoArrives(facts) ? `test.detail.${troubleOf(facts, fair) ?? 'clear'}` : null;

export const isHeard = (facts: CheckFacts): boolean => Math.max(facts.heardPeak, facts.echoPeak) >= quietPeak;
export const echoArrives = (facts: CheckFacts): boolean => facts.echoPackets >= minEchoPackets;
export const isSeen = (facts: CheckFacts): boolean => facts.framesSeen !== null && facts.framesSeen >= minFrames;

/** What the four lines show while the test still runs: `ok` as soon as it is proved, never `warn` before the end. */
export function linesSoFar(facts: CheckFacts): Record<LineName, LineState> {
  const when = (proved: boolean): LineState => (proved ? 'ok' : 'running');
  return {
    microphone: when(isHeard(facts)),
    speakers: when(echoArrives(facts) && facts.played),
    camera: when(isSeen(facts)),
    // The connection's quality needs the whole time.
    connection: 'running',
  };
}

/** The verdict in words, with what to do and what still works. The worst finding makes the headline. */
export function judge(facts: CheckFacts): Verdict {
  const trouble = troubleOf(facts, poor);
  const slight = troubleOf(facts, fair);
  const heard = isHeard(facts);
  const echoed = facts.connected && echoArrives(facts);
  const seen = !facts.video || isSeen(facts);
  const lines: Record<LineName, LineState> = {
    microphone: heard ? 'ok' : 'warn',
    speakers: echoed && facts.played ? 'ok' : 'warn',
    camera: seen ? 'ok' : 'warn',
    connection: facts.connected && trouble === null && echoed ? 'ok' : 'warn',
  };
  const bad = (headline: Key, advice: Key[], offers: Offer[]): Verdict => ({ good: false, lines, headline, advice, offers });
  const voiceOnly: Offer[] = facts.video ? ['voiceOnly'] : [];

  if (!facts.served) return bad('test.noServer', ['test.noServerHelp'], ['again']);
  if (!facts.connected) return bad('test.noConnection', ['test.noConnectionHelp'], ['again']);
  if (!heard) return bad('test.unheard', ['test.unheardHelp'], ['again', 'devices', 'anyway']);
  if (!echoed) return bad('test.noEcho', ['test.noEchoHelp'], ['again', 'anyway']);
  if (!facts.played) return bad('test.noPlay', ['test.noPlayHelp'], ['again', 'devices', 'anyway']);
  if (!seen) return bad('test.unseen', ['test.unseenHelp'], ['voiceOnly', 'again', 'devices', 'anyway']);
  if (trouble === 'late') return bad('test.late', ['test.lateHelp'], [...voiceOnly, 'again', 'anyway']);
  if (trouble === 'gaps') {
    const advice: Key[] = facts.video ? ['test.poorHelp', 'test.poorVideoHelp'] : ['test.poorHelp'];
    return bad(facts.video ? 'test.poorVideo' : 'test.poor', advice, [...voiceOnly, 'again', 'anyway']);
  }
  if (slight === null) return { good: true, lines, headline: facts.video ? 'test.goodVideo' : 'test.good', advice: [], offers: [] };
  const headline = facts.video ? 'test.fairVideo' : 'test.fair';
  return { good: true, lines, headline, advice: [slight === 'late' ? 'test.lateHelp' : 'test.fairHelp'], offers: [] };
}

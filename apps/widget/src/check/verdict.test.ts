import { describe, expect, it } from 'vitest';
import { dictionaries } from '../i18n/index.ts';
import { judge, lineWord, linesSoFar, type CheckFacts } from './verdict.ts';

const good: CheckFacts = {
  video: true,
  served: true,
  connected: true,
  heardPeak: 0.3,
  echoPeak: 0.3,
  echoPackets: 380,
  played: true,
  framesSeen: 150,
  rttMs: 25,
  jitterMs: 3,
  loss: 0,
  path: 'udp',
};

describe('the verdict of the test', () => {
  it('is good, with every line good, when everything is', () => {
    const verdict = judge(good);
    expect(verdict.good).toBe(true);
    expect(verdict.headline).toBe('test.goodVideo');
    expect(Object.values(verdict.lines)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('goes on by itself over a relay and on a line that is just good enough, but says so', () => {
    expect(judge({ ...good, path: 'relay' }).good).toBe(true);
    expect(judge({ ...good, rttMs: 350 })).toMatchObject({ good: true, headline: 'test.fairVideo', advice: ['test.lateHelp'] });
    expect(judge({ ...good, video: false, loss: 0.04 })).toMatchObject({ good: true, headline: 'test.fair', advice: ['test.fairHelp'] });
  });

  it.each([
    ['no answer from the server', { served: false, connected: false }, 'test.noServer', ['again']],
    ['media does not get through', { connected: false, echoPackets: 0 }, 'test.noConnection', ['again']],
    ['a silent microphone', { heardPeak: 0.0004, echoPeak: 0.0002 }, 'test.unheard', ['again', 'devices', 'anyway']],
    ['nothing comes back', { echoPackets: 0 }, 'test.noEcho', ['again', 'anyway']],
    ['the browser plays nothing', { played: false }, 'test.noPlay', ['again', 'devices', 'anyway']],
    ['a camera without pictures', { framesSeen: 0 }, 'test.unseen', ['voiceOnly', 'again', 'devices', 'anyway']],
    ['no camera at all', { framesSeen: null }, 'test.unseen', ['voiceOnly', 'again', 'devices', 'anyway']],
    ['heavy loss', { loss: 0.2 }, 'test.poorVideo', ['voiceOnly', 'again', 'anyway']],
    ['a line on which everything comes late', { rttMs: 900 }, 'test.late', ['voiceOnly', 'again', 'anyway']],
  ] as const)('%s: says so and offers what still works', (_what, change, headline, offers) => {
    const verdict = judge({ ...good, ...change });
    expect(verdict.good).toBe(false);
    expect(verdict.headline).toBe(headline);
    expect(verdict.offers).toEqual(offers);
    expect(verdict.advice.length).toBeGreaterThan(0);
    expect(Object.values(verdict.lines)).toContain('warn');
  });

  it('hears the customer by the server or by the echo, whichever says so', () => {
    expect(judge({ ...good, echoPeak: 0 }).good).toBe(true);
    expect(judge({ ...good, heardPeak: 0 }).good).toBe(true);
  });

  it('speaks of sound and picture; no technical word is shown to a customer, in either language', () => {
    expect(lineWord(good)).toBe('test.detail.clear');
    expect(lineWord({ ...good, jitterMs: 60 })).toBe('test.detail.gaps');
    expect(lineWord({ ...good, rttMs: 350 })).toBe('test.detail.late');
    expect(lineWord({ ...good, connected: false })).toBeNull();
    for (const words of Object.values(dictionaries)) {
      for (const [key, text] of Object.entries(words))
        expect(text, key).not.toMatch(/\b(UDP|TCP|ICE|TURN|RTT|[Rr]elay|[Jj]itter|[Pp]ackets?|ms)\b/);
    }
  });

  it('does not ask for a camera in a voice call, nor offer voice to who has chosen it', () => {
    expect(judge({ ...good, video: false, framesSeen: null }).good).toBe(true);
    expect(judge({ ...good, video: false, framesSeen: null, loss: 0.2 }).offers).not.toContain('voiceOnly');
  });

  it('never calls an unproved line bad while the test runs', () => {
    const nothing: CheckFacts = { ...good, connected: false, heardPeak: 0, echoPeak: 0, echoPackets: 0, played: false, framesSeen: 0 };
    expect(Object.values(linesSoFar(nothing))).toEqual(['running', 'running', 'running', 'running']);
    expect(linesSoFar(good)).toMatchObject({ microphone: 'ok', speakers: 'ok', camera: 'ok', connection: 'running' });
  });
});

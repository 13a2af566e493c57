import { describe, expect, it } from 'vitest';
import { demoConfig, freeStatus, waitingCall } from '../testing/views.ts';
import { formOf, initialState, isInCall, isTalking, isWaiting, reduce, type WidgetEvent, type WidgetState } from './state.ts';

const start = initialState({
  busy: false,
  devices: { microphone: [], speakers: [], camera: [] },
  chosen: { microphone: '', speakers: '', camera: '' },
  trouble: { microphone: null, camera: null },
  microphone: null,
  camera: null,
});
const after = (events: WidgetEvent[], state: WidgetState = start): WidgetState => events.reduce(reduce, state);
const call = waitingCall('one', 'webcall');
const welcome: WidgetEvent = { type: 'welcome', config: demoConfig, status: freeStatus, interaction: null };
const toForm: WidgetEvent[] = [
  welcome,
  { type: 'opened' },
  { type: 'chosen', channel: 'webcall' },
  { type: 'checkStarted' },
  { type: 'passed' },
];
const inQueue: WidgetEvent[] = [...toForm, { type: 'creating' }, { type: 'interaction', interaction: call }];

describe('the way of a customer', () => {
  it('leads from home over devices, test and form to the queue and the talk', () => {
    expect(after([welcome]).step).toBe('home');
    expect(after(toForm).step).toBe('form');
    expect(formOf(after(toForm))?.fields[0]?.key).toBe('firstName');
    expect(isWaiting(after(inQueue))).toBe(true);
    const talking = after([...inQueue, { type: 'interaction', interaction: { ...call, state: 'talking', agentName: 'Operatore 1' } }]);
    expect(isTalking(talking)).toBe(true);
    expect(isInCall(talking)).toBe(true);
  });

  it('comes back to the form, answers kept by it, when the call is refused', () => {
    const refused = after([...toForm, { type: 'creating' }, { type: 'createRefused', code: 'form.invalid', fields: { email: 'email' } }]);
    expect(refused).toMatchObject({ step: 'form', refusal: { code: 'form.invalid', fields: { email: 'email' } } });
  });

  it('ends with the server’s word, and the rating that was given stays given', () => {
    const ended = after([...inQueue, { type: 'interaction', interaction: { ...call, state: 'ended', rating: 4 } }]);
    expect(ended).toMatchObject({ step: 'end', line: 'none', rating: { stars: 4, kept: { stars: 4, comment: '' } } });
  });

  it('keeps a half-written comment when the news of the stars come back', () => {
    const ended: WidgetEvent = { type: 'interaction', interaction: { ...call, state: 'ended' } };
    const writing = after([...inQueue, ended, { type: 'rated', stars: 5 }, { type: 'commented', comment: 'So ki' }]);
    const told = after([{ type: 'interaction', interaction: { ...call, state: 'ended', rating: 5 } }], writing);
    expect(told.rating).toMatchObject({ stars: 5, comment: 'So ki', kept: { stars: 5, comment: '' } });
    const other = after(
      [
        { type: 'ratingSent', stars: 5, comment: 'So kind' },
        { type: 'commented', comment: 'So kind' },
      ],
      told,
    );
    const elsewhere = { ...call, state: 'ended' as const, rating: 2, ratingComment: 'Not so kind' };
    expect(after([{ type: 'interaction', interaction: elsewhere }], other).rating).toMatchObject({ stars: 2, comment: 'Not so kind' });
  });

  it('goes on in the call after a refresh, from hello alone', () => {
    const restored = after([
      { type: 'welcome', config: demoConfig, status: freeStatus, interaction: { ...call, channel: 'video', state: 'talking' } },
    ]);
    expect(isTalking(restored)).toBe(true);
    expect(restored.channel).toBe('video');
  });

  it('lets go of a call that the server does not know any more', () => {
    expect(after([welcome], after(inQueue))).toMatchObject({ step: 'home', interaction: null });
  });

  it('does not come back to a call that the customer left, however late its news arrive', () => {
    const left = after([...inQueue, { type: 'left' }]);
    expect(left).toMatchObject({ step: 'home', notice: { kind: 'left' } });
    expect(after([{ type: 'interaction', interaction: { ...call, position: 3 } }], left)).toBe(left);
  });

  it('ignores news of another call', () => {
    const before = after(inQueue);
    expect(after([{ type: 'interaction', interaction: waitingCall('two', 'webcall') }], before)).toBe(before);
  });

  it('keeps the end when the late news of the same call say that it is still on', () => {
    const ended = after([...inQueue, { type: 'interaction', interaction: { ...call, state: 'ended' } }]);
    expect(after([{ type: 'interaction', interaction: { ...call, state: 'talking' } }], ended).step).toBe('end');
  });

  it('turns the sound on again when an agent answers who had the music off', () => {
    const quiet = after([...inQueue, { type: 'music', on: false }]);
    expect(quiet.music).toBe(false);
    expect(after([{ type: 'interaction', interaction: { ...call, state: 'talking' } }], quiet).music).toBe(true);
  });

  it('forgets trouble of a line that is gone', () => {
    const troubled = after([...inQueue, { type: 'line', line: 'connected' }, { type: 'quality', trouble: 'loss' }]);
    expect(troubled.trouble).toBe('loss');
    expect(after([{ type: 'line', line: 'lost' }], troubled).trouble).toBe('none');
  });

  it('shows progress only of the test that is on', () => {
    const cancelled = after([...toForm.slice(0, 4), { type: 'cancelled' }]);
    const facts = { video: false } as never;
    expect(after([{ type: 'checkProgress', facts, progress: 0.5 }], cancelled)).toBe(cancelled);
  });
});

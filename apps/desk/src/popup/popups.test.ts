import type { FrameVerdict, PopupPush } from '@centralino/protocol';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyDesk, type DeskState } from '../state/desk-state.ts';
import { createPopups, safeUrl } from './popups.ts';

const push = (changes: Partial<PopupPush> = {}): PopupPush => ({
  id: 'p1',
  interactionId: 'i',
  segmentId: 'i.1',
  trigger: 'ring',
  url: 'https://crm.example/card',
  mode: 'iframe',
  tabName: null,
  title: 'crm.example',
  embeddable: true,
  ageMs: 20,
  ...changes,
});

type Tab = { closed: boolean; opener: unknown; location: { replace: (url: string) => void }; urls: string[] };
let tabs: (Tab & { name: string; features: string | undefined })[];
let blocks: boolean;
let verdict: FrameVerdict;
let receipts: { id: string; outcome: string; ms: number; detail: string }[];
let open: boolean;
let now: number;
let popups: ReturnType<typeof createPopups>;

beforeEach(() => {
  [tabs, blocks, verdict, receipts, open, now] = [[], false, 'unknown', [], true, 1_000];
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  const desk = (): DeskState =>
    ({
      ...emptyDesk,
      known: true,
      agent: { id: 'anna' },
      interactions: [{ segments: [{ id: 'i.1', agentId: 'anna', state: open ? 'offered' : 'finished' }] }],
    }) as unknown as DeskState;
  popups = createPopups({
    desk,
    now: () => now,
    origin: 'https://desk.example',
    opener: {
      open: ((_url: string, name: string, features?: string) => {
        if (blocks) return null;
        const urls: string[] = [];
        const tab = {
          name,
          features,
          closed: false,
          opener: 'the desk',
          urls,
          location: { replace: (url: string) => void urls.push(url) },
        };
        tabs.push(tab);
        return tab;
      }) as unknown as Window['open'],
    },
    request: (async (type: string, data: never) => {
      if (type === 'popup.receipt') receipts.push(data);
      if (type === 'popup.check') return { verdict };
      if (type === 'popup.address') return { url: 'https://crm.example/fresh' };
      return {};
    }) as never,
  });
});
const outcomes = () => receipts.map(({ outcome }) => outcome);

describe('a window of its own', () => {
  it('is opened with a size, so that it is no tab, and used again for the next page', () => {
    popups.arrived(push({ mode: 'window', url: 'https://crm.example/1' }));
    popups.arrived(push({ id: 'p2', mode: 'window', url: 'https://crm.example/2' }));
    expect(tabs.map(({ name, urls }) => [name, urls])).toEqual([
      ['centralino-window-', ['https://crm.example/1', 'https://crm.example/2']],
    ]);
    expect(tabs[0]?.features).toContain('popup');
    popups.arrived(push({ id: 'p3', mode: 'window', tabName: 'crm' }));
    expect(tabs[1]?.name).toBe('centralino-window-crm');
    expect(outcomes()).toEqual(['shown', 'shown', 'shown']);
  });

  it('that the browser blocks waits for a click, and then is a window too', async () => {
    blocks = true;
    popups.arrived(push({ mode: 'window' }));
    expect(popups.state.get().blocked).toHaveLength(1);
    blocks = false;
    await popups.openByHand(push({ mode: 'window' }));
    expect(tabs[0]).toMatchObject({ name: 'centralino-window-', urls: ['https://crm.example/fresh'] });
    expect(tabs[0]?.features).toContain('popup');
    expect(outcomes()).toEqual(['blocked', 'shown']);
  });
});
const status = () => popups.state.get().frames.map((frame) => frame.status);

describe('popups in the desk', () => {
  it('in a frame: shown when it has loaded, with the time since its event; told again when it comes again', async () => {
    popups.arrived(push());
    expect(status()).toEqual(['loading']);
    now += 80;
    await popups.loaded(push());
    expect(status()).toEqual(['shown']);
    expect(receipts).toEqual([{ id: 'p1', outcome: 'shown', ms: 100, detail: '' }]);
    popups.arrived(push());
    expect(outcomes()).toEqual(['shown', 'shown']);
    expect(status()).toHaveLength(1);
    open = false;
    popups.look();
    expect(status()).toEqual([]);
  });

  it('in a frame that the site refuses: the load of the browser’s own page is not taken for it', async () => {
    verdict = 'refused';
    popups.arrived(push());
    await popups.loaded(push());
    await Promise.resolve();
    expect(status()).toEqual(['refused']);
    expect(outcomes()).toEqual(['failed']);
    await popups.openByHand(push());
    expect(tabs[0]?.urls).toEqual(['https://crm.example/fresh']);
    expect(outcomes()).toEqual(['failed', 'shown']);
  });

  it('in a frame at whose address nothing answers: the browser’s own page about it is not taken for it', async () => {
    verdict = 'unreachable';
    popups.arrived(push());
    await popups.loaded(push());
    expect(status()).toEqual(['unreachable']);
    expect(outcomes()).toEqual(['failed']);
    // It is there again.
    verdict = 'allowed';
    await popups.again(popups.state.get().frames[0]!);
    expect(popups.state.get().frames).toMatchObject([{ status: 'loading', attempt: 2, push: { url: 'https://crm.example/fresh' } }]);
    await popups.loaded(push());
    expect(status()).toEqual(['shown']);
    expect(outcomes()).toEqual(['failed', 'shown']);
  });

  it('in a frame that the desk’s own policy stops: said, not shown', () => {
    popups.arrived(push({ embeddable: false }));
    popups.arrived(push({ id: 'p2', segmentId: 'i.1' }));
    popups.violated('https://crm.example');
    expect(status()).toEqual(['notAllowed']);
    expect(outcomes()).toEqual(['failed', 'failed']);
  });

  it('in tabs: a new one can’t reach the desk, a named one is used again', () => {
    popups.arrived(push({ mode: 'tab' }));
    popups.arrived(push({ id: 'p2', mode: 'tab', tabName: '_top' }));
    popups.arrived(push({ id: 'p3', mode: 'tab', tabName: '_top', url: '/own' }));
    expect(tabs.map(({ name, opener, urls }) => [name, opener, urls])).toEqual([
      ['_blank', null, ['https://crm.example/card']],
      ['centralino-popup-_top', 'the desk', ['https://crm.example/card', 'https://desk.example/own']],
    ]);
    expect(outcomes()).toEqual(['shown', 'shown', 'shown']);
  });

  it('blocked: told at once, and shown after the click, with a fresh address', async () => {
    blocks = true;
    popups.arrived(push({ mode: 'tab', tabName: 'crm' }));
    expect(outcomes()).toEqual(['blocked']);
    await popups.openByHand(push({ mode: 'tab', tabName: 'crm' }));
    expect(popups.state.get().blocked).toHaveLength(1);
    blocks = false;
    await popups.openByHand(push({ mode: 'tab', tabName: 'crm' }));
    expect(popups.state.get().blocked).toEqual([]);
    expect(outcomes()).toEqual(['blocked', 'shown']);
  });

  it('with a frame for a contact that is over: in a tab, as there is no place beside it', () => {
    open = false;
    popups.arrived(push({ trigger: 'hangup' }));
    expect(tabs).toHaveLength(1);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'http://'])('never opens %s', (url) => {
    popups.arrived(push({ url, mode: 'tab' }));
    expect([tabs.length, outcomes()]).toEqual([0, ['failed']]);
    expect(safeUrl(url, 'https://desk.example')).toBeNull();
  });
});

import { readPassed, stillTells, writePassed, type PassedCheck } from '../check/passed.ts';
import { judge } from '../check/verdict.ts';
import { runCheck } from '../check/run.ts';
import { Connection } from '../connection/connection.ts';
import { originLine } from '../connection/tell-owner.ts';
import { wireErrorOf } from '../connection/wire-error.ts';
import { LocalMedia, type DeviceNotice, type Kind } from '../devices/local-media.ts';
import { playChime } from '../devices/sounds.ts';
import { ownPageUrl } from '../own-page.ts';
import { pageWindow } from '../page.ts';
import type { CallChannel, CustomerView, IceServer, Language, Push, Reply, WidgetOptions } from '../types.ts';
import { Line } from './line.ts';
import {
  clearSession,
  readMuted,
  readOwnLeg,
  readSession,
  sessionLifetimeMs,
  writeMuted,
  writeOwnLeg,
  writeSession,
} from './session-store.ts';
import { formOf, initialState, isInCall, type Notice } from './state.ts';
import { Store } from './store.ts';

/** How long a good verdict stays on the screen before the widget goes on by itself. */
const verdictShownMs = 1_200;
const noticeShownMs = 6_000;
/** A window that lost the call to a network dip may take it back first; only then does another window take it. */
const elsewherePatienceMs = 1_000;

/** Where the customer is, for the agent; without query and fragment, which are nobody's business. */
const thisPage = (): { address: string; title: string } => {
  const { location, document } = pageWindow();
  return { address: (location.origin + location.pathname).slice(0, 500), title: document.title.slice(0, 200) };
};

/** Everything the widget does: the screens call its methods and show its store. */
export class WidgetSession {
  readonly store: Store;
  readonly local: LocalMedia;
  readonly line: Line;
  language: Language;
  #options: WidgetOptions;
  #connection: Connection;
  #iceServers: IceServer[] = [];
  #token: string | null = null;
  #leftId: string | null = null;
  #check: AbortController | null = null;
  #goOnTimer: ReturnType<typeof setTimeout> | undefined;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;
  #elsewhereTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WidgetOptions) {
    this.#options = options;
    this.language = options.language;
    this.local = new LocalMedia({
      onChange: (local) => this.store?.dispatch({ type: 'local', local }),
      onTracks: () => this.#followTracks(),
      onUnplugged: (what) => this.#unplugged(what),
    });
    this.store = new Store(initialState(this.local.state));
    this.#connection = new Connection({
      url: `${options.origin.replace(/^http/, 'ws')}/ws`,
      hello: () => ({ app: 'widget', widget: options.id, language: this.language, token: this.#token }),
      onState: (link) => {
        if (link === 'open' && this.store.state.link === 'retrying') this.#notice({ kind: 'linkBack' });
        this.store.dispatch({ type: 'link', link });
        // Only now may the line be offered: requests before `open` would wait.
        if (link === 'open') this.#decideLine();
      },
      onHello: (reply) => this.#welcome(reply),
      onRefused: ({ code }) => {
        // Not the location's: the widget's realm is an empty document, which has the origin of the page that it belongs to.
        if (code === 'widget.origin') console.error(originLine(options.id, self.origin));
        this.store.dispatch({ type: 'refused', code });
      },
      onPush: (push) => this.#pushed(push),
    });
    this.line = new Line({
      connection: this.#connection,
      local: this.local,
      iceServers: () => this.#iceServers,
      onState: (line) => {
        const former = this.store.state.line;
        this.store.dispatch({ type: 'line', line });
        if (former === 'lost' && line === 'connected') this.#notice({ kind: 'restored' });
      },
      onSoundBlocked: (blocked) => this.store?.dispatch({ type: 'soundBlocked', blocked }),
    });
    addEventListener('offline', () => this.store.dispatch({ type: 'network', offline: true }));
    addEventListener('online', () => this.store.dispatch({ type: 'network', offline: false }));
    this.store.dispatch({ type: 'network', offline: navigator.onLine === false });
  }

  // ── opening and closing ──────────────────────────────────────────────────────────────────────────────────────────

  /** After a refresh: back into the call that was going on. Devices are asked for at once, while the server is still being reached. */
  restore(): void {
    const stored = readSession(this.#options.id, Date.now());
    if (stored === null) return clearSession(this.#options.id);
    this.#token = stored.token;
    if (readOwnLeg() !== null) {
      const muted = readMuted();
      this.store.dispatch({ type: 'muted', muted });
      this.store.dispatch({ type: 'opened' });
      void this.local.acquire({ camera: stored.video });
    }
    this.#connection.start();
  }

  open(): void {
    this.#token ??= readSession(this.#options.id, Date.now())?.token ?? null;
    this.store.dispatch({ type: 'opened' });
    this.#connection.start();
  }

  /** Esc and ✕: asks first when somebody would be cut off. */
  requestClose(): void {
    const { state } = this.store;
    if (isInCall(state) && state.line !== 'elsewhere') this.store.dispatch({ type: state.leaving ? 'leaveStayed' : 'leaveAsked' });
    else this.close();
  }

  stay(): void {
    this.store.dispatch({ type: 'leaveStayed' });
  }

  /** The panel goes away, the call goes on. */
  hide(): void {
    this.store.dispatch({ type: 'hidden' });
  }

  close(): void {
    const { step, line } = this.store.state;
    if (step === 'devices' || step === 'test' || step === 'form') this.cancel();
    if (step === 'end') {
      // What was written is meant to be read, with or without a press of Send.
      const { comment, kept } = this.store.state.rating;
      if (comment.trim() !== kept.comment) void this.sendComment();
      this.done();
    }
    this.store.dispatch({ type: 'hidden' });
    this.#notice(null);
    if (step !== 'call' || line === 'elsewhere') this.#connection.stop();
  }

  /** The page ends this life of the widget: nothing of it may go on unseen. The next one finds the call as after a refresh. */
  letGo(): void {
    this.#check?.abort();
    this.line.letGo();
    this.local.release();
    this.#connection.stop();
  }

  /** The same widget on a page of its server. */
  ownPageUrl(language: Language): string {
    return ownPageUrl(this.#options.origin, this.#options.id, language);
  }

  retry(): void {
    if (this.store.state.link === 'refused') this.#connection.start();
    else this.#connection.retryNow();
  }

  // ── before the call ──────────────────────────────────────────────────────────────────────────────────────────────

  choose(channel: CallChannel): void {
    this.store.dispatch({ type: 'chosen', channel });
    this.store.dispatch({ type: 'muted', muted: false });
    this.store.dispatch({ type: 'cameraOn', on: true });
    void this.local.acquire({ camera: channel === 'video' });
  }

  askDevices(): void {
    this.#check?.abort();
    this.store.dispatch({ type: 'devicesAsked' });
    void this.local.acquire({ camera: this.store.state.channel === 'video' });
  }

  cancel(): void {
    this.#check?.abort();
    clearTimeout(this.#goOnTimer);
    this.local.release();
    this.store.dispatch({ type: 'cancelled' });
  }

  async chooseDevice(kind: Kind, id: string): Promise<void> {
    const done = await this.local.choose(kind, id);
    if (!done) this.#notice({ kind: 'deviceFailed' });
    await this.line.followTracks();
  }

  /** Video without a camera is no reason not to talk. */
  voiceOnly(): void {
    this.store.dispatch({ type: 'voiceOnly' });
    void this.local.acquire({ camera: false });
  }

  async startCheck(): Promise<void> {
    this.#check?.abort();
    clearTimeout(this.#goOnTimer);
    const check = new AbortController();
    this.#check = check;
    const video = this.store.state.channel === 'video';
    this.store.dispatch({ type: 'checkStarted' });
    await this.local.acquire({ camera: video });
    if (check.signal.aborted) return;
    try {
      const facts = await runCheck({
        connection: this.#connection,
        iceServers: this.#iceServers,
        audioTrack: this.local.audioTrack,
        videoTrack: this.local.videoTrack,
        video,
        outputId: this.local.state.chosen.speakers,
        signal: check.signal,
        onProgress: (soFar, progress) => this.store.dispatch({ type: 'checkProgress', facts: soFar, progress }),
      });
      const verdict = judge(facts);
      writePassed(verdict.good ? this.#checkOf(video) : null);
      this.store.dispatch({ type: 'checkDone', facts, verdict });
      if (verdict.good) this.#goOnTimer = setTimeout(() => this.pass(), verdictShownMs);
    } catch (cause) {
      if (!check.signal.aborted) throw cause;
    }
  }

  /** Today's check with these devices went well: another one would say the same. */
  get maySkipCheck(): boolean {
    const { channel, local } = this.store.state;
    const video = channel === 'video';
    const passed = readPassed();
    if (passed === null || local.microphone === null || (video && local.camera === null)) return false;
    return stillTells(passed, this.#checkOf(video));
  }

  skipCheck(): void {
    if (this.store.state.step === 'devices' && this.maySkipCheck) this.#goOn();
  }

  #checkOf(video: boolean): PassedCheck {
    return { at: Date.now(), video, devices: this.local.state.chosen };
  }

  pass(): void {
    clearTimeout(this.#goOnTimer);
    if (this.store.state.step === 'test') this.#goOn();
  }

  /** On to the form, or, without one, straight to the call. */
  #goOn(): void {
    this.store.dispatch({ type: 'passed' });
    if (formOf(this.store.state) === null) void this.callNow([], false);
  }

  async callNow(answers: { key: string; value: string }[], consent: boolean): Promise<void> {
    const { channel, step } = this.store.state;
    if (channel === null || step !== 'form') return;
    this.store.dispatch({ type: 'creating' });
    try {
      const { token, interaction } = await this.#connection.request(
        'call.create',
        { channel, language: this.language, answers, consent, page: thisPage() },
        15_000,
      );
      this.#token = token;
      this.#leftId = null;
      writeSession(this.#options.id, { token, expiresAt: Date.now() + sessionLifetimeMs, video: channel === 'video' });
      this.store.dispatch({ type: 'interaction', interaction });
      this.#decideLine(true);
    } catch (cause) {
      const { code, fields } = wireErrorOf(cause);
      this.store.dispatch({ type: 'createRefused', code, fields });
    }
  }

  // ── in the call ──────────────────────────────────────────────────────────────────────────────────────────────────

  mute(muted: boolean): void {
    writeMuted(muted);
    this.store.dispatch({ type: 'muted', muted });
    this.#followTracks();
  }

  camera(on: boolean): void {
    this.store.dispatch({ type: 'cameraOn', on });
    this.#followTracks();
  }

  music(on: boolean): void {
    this.store.dispatch({ type: 'music', on });
    this.#followSound();
  }

  soundOn(): void {
    this.line.play();
  }

  takeHere(): void {
    const { interaction } = this.store.state;
    if (interaction !== null) this.#hold(interaction);
  }

  /** Hang up, or leave the queue. */
  leave(): void {
    const { interaction } = this.store.state;
    if (interaction === null) return;
    const waiting = interaction.state !== 'talking';
    this.#leftId = interaction.id;
    this.#connection.request('call.leave', {}).catch(() => undefined);
    this.#endMedia();
    if (waiting) {
      this.#forget();
      this.store.dispatch({ type: 'left' });
    } else {
      // The customer has hung up: no need to wait for the server to say so.
      const ended = { ...interaction, state: 'ended', endedBy: 'customer', closedReason: 'completed' } as const;
      this.store.dispatch({ type: 'interaction', interaction: ended });
      void playChime('ended', this.local.state.chosen.speakers).catch(() => undefined);
    }
  }

  /** Kept at once: who closes the page now has been heard. A comment that was sent already goes with it, one half written does not. */
  rate(stars: number): Promise<void> {
    return this.#sendRating(stars, this.store.state.rating.kept.comment);
  }

  comment(comment: string): void {
    this.store.dispatch({ type: 'commented', comment });
  }

  async sendComment(): Promise<void> {
    const { stars, comment } = this.store.state.rating;
    if (stars !== null) await this.#sendRating(stars, comment.trim().slice(0, 1000));
  }

  async #sendRating(stars: number, comment: string): Promise<void> {
    this.store.dispatch({ type: 'rated', stars });
    try {
      await this.#connection.request('call.rate', { rating: stars, comment: comment === '' ? null : comment });
      this.store.dispatch({ type: 'ratingSent', stars, comment });
    } catch {
      this.store.dispatch({ type: 'ratingFailed' });
    }
  }

  done(): void {
    this.#forget();
    this.store.dispatch({ type: 'done' });
  }

  // ── what the server says ─────────────────────────────────────────────────────────────────────────────────────────

  #welcome({ widget, status, iceServers, interaction }: Reply<'hello'>): void {
    this.#iceServers = iceServers;
    const wasInCall = this.store.state.step === 'call';
    if (interaction !== null && interaction.id === this.#leftId) {
      // Hung up while the server could not hear it.
      if (interaction.state !== 'ended') queueMicrotask(() => void this.#connection.request('call.leave', {}).catch(() => undefined));
      this.store.dispatch({ type: 'welcome', config: widget, status, interaction: null });
      return;
    }
    this.store.dispatch({ type: 'welcome', config: widget, status, interaction });
    if (interaction === null) {
      if (wasInCall) this.#endMedia();
      // Only the devices of a call that is over were on: not those of a customer who is choosing them now.
      if (this.#token !== null && this.store.state.step === 'home') {
        this.local.release();
        this.#forget();
      }
      return;
    }
    if (interaction.state === 'ended') {
      this.#endMedia();
      clearSession(this.#options.id);
    }
    this.store.dispatch({ type: 'opened' });
  }

  #pushed(push: Push): void {
    switch (push.type) {
      case 'interaction':
        this.#clock(push.data.now);
        this.#interaction(push.data.interaction);
        break;
      case 'ping':
        this.#clock(push.data.now);
        break;
      case 'status':
        this.store.dispatch({ type: 'status', status: push.data.status });
        break;
      case 'quality':
        if (push.data.trouble !== this.store.state.trouble) this.store.dispatch({ type: 'quality', trouble: push.data.trouble });
        break;
      case 'trouble':
        this.store.dispatch({ type: 'stalled', stalled: push.data.active });
        break;
      case 'leg.takenOver':
        this.#takenOver();
        break;
      case 'leg.reoffer': {
        const { interaction, line } = this.store.state;
        if (interaction !== null && interaction.state !== 'ended' && line !== 'elsewhere') this.#hold(interaction);
        break;
      }
      default:
        push satisfies never;
    }
  }

  #interaction(interaction: CustomerView): void {
    if (interaction.id === this.#leftId) return;
    const former = this.store.state.interaction;
    this.store.dispatch({ type: 'interaction', interaction });
    const now = this.store.state.interaction;
    if (now?.id !== interaction.id) return;
    if (now.state === 'ended' && former?.state !== 'ended') {
      this.#endMedia();
      this.store.dispatch({ type: 'opened' });
      void playChime('ended', this.local.state.chosen.speakers).catch(() => undefined);
      return;
    }
    this.#followSound();
    if (now.state === 'talking' && former?.state !== 'talking') {
      this.store.dispatch({ type: 'opened' });
      if (this.store.state.line !== 'elsewhere') void playChime('answered', this.local.state.chosen.speakers).catch(() => undefined);
    }
    if (this.store.state.line === 'elsewhere' && now.leg.state === 'lost') {
      clearTimeout(this.#elsewhereTimer);
      this.#elsewhereTimer = setTimeout(() => {
        const { interaction: latest, line } = this.store.state;
        if (latest !== null && line === 'elsewhere' && latest.leg.state === 'lost') this.#hold(latest);
      }, elsewherePatienceMs);
    }
  }

  /** Who holds the media after hello: this page if it held it before or if nobody does; else it only watches. */
  #decideLine(mine = false): void {
    const { interaction, step } = this.store.state;
    if (step !== 'call' || interaction === null || interaction.state === 'ended') return;
    if (this.line.holds(interaction.leg.id) && interaction.leg.state === 'connected') return;
    if (mine || readOwnLeg() === interaction.leg.id || interaction.leg.state !== 'connected') this.#hold(interaction);
    else this.store.dispatch({ type: 'line', line: 'elsewhere' });
  }

  #hold(interaction: CustomerView): void {
    writeOwnLeg(interaction.leg.id);
    if (this.store.state.line === 'elsewhere') this.store.dispatch({ type: 'line', line: 'connecting' });
    this.line.hold(interaction.leg.id, interaction.channel === 'video');
    this.#followSound();
  }

  #takenOver(): void {
    this.line.letGo();
    this.local.release();
    writeOwnLeg(null);
    this.store.dispatch({ type: 'line', line: 'elsewhere' });
  }

  #endMedia(): void {
    clearTimeout(this.#elsewhereTimer);
    this.line.letGo();
    this.local.release();
    writeOwnLeg(null);
    writeMuted(false);
  }

  #forget(): void {
    this.#token = null;
    clearSession(this.#options.id);
  }

  #followTracks(): void {
    const { muted, cameraOn, step } = this.store?.state ?? { muted: false, cameraOn: true, step: 'home' };
    const { microphone, camera } = this.local.state;
    const inCall = step === 'call' || step === 'creating' || readOwnLeg() !== null;
    if (microphone !== null) microphone.enabled = !(inCall && muted);
    if (camera !== null) camera.enabled = !inCall || cameraOn;
    void this.line?.followTracks();
  }

  #followSound(): void {
    const { music, interaction } = this.store.state;
    this.line.player.muted = !music && interaction?.state !== 'talking';
  }

  #unplugged(what: DeviceNotice): void {
    this.#notice({ kind: 'unplugged', what });
    void this.line.followTracks();
  }

  #notice(notice: Notice | null): void {
    clearTimeout(this.#noticeTimer);
    if (notice?.kind === 'linkBack' && !isInCall(this.store.state)) return;
    this.store.dispatch({ type: 'noticed', notice });
    if (notice !== null) this.#noticeTimer = setTimeout(() => this.store.dispatch({ type: 'noticed', notice: null }), noticeShownMs);
  }

  #clock(now: number): void {
    const offsetMs = now - Date.now();
    if (Math.abs(offsetMs - this.store.state.clockOffsetMs) > 500) this.store.dispatch({ type: 'clock', offsetMs });
  }
}

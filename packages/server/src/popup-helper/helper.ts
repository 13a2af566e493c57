import { userInfo } from 'node:os';
import { Frame, helperPushes, protocolVersion, type FrameError } from '@centralino/protocol';
import { WebSocket, type RawData } from 'ws';
import { runScript, type ScriptOutcome } from './run-script.ts';

export type HelperSettings = {
  /** `https://help.example.com` */
  server: string;
  token: string;
  /** Absolute path of the script. */
  script: string;
};

/** The server pings every few seconds: silence for so long is a dead line. */
const silenceMs = 45_000;
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;
const maxAtOnce = 20;
const maxRemembered = 200;

/** Keeps a line to the server and runs the script whenever it says so, until it is stopped or its token is refused. */
export class PopupHelper {
  readonly #settings: HelperSettings;
  readonly #say: (line: string) => void;
  #socket: WebSocket | null = null;
  #retryMs = firstRetryMs;
  #retry: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  #running = 0;
  /** What was run, with what became of it: the server says it again when the line was lost before it was told. */
  readonly #ran = new Map<string, Promise<ScriptOutcome>>();
  #lastId = 0;
  #stopped = false;
  #refuse: (reason: string) => void = () => undefined;
  /** Resolves with the reason when the server does not want this workstation (any more): there is nothing to wait for then. */
  readonly refused: Promise<string> = new Promise((resolve) => (this.#refuse = resolve));

  constructor(settings: HelperSettings, say: (line: string) => void) {
    this.#settings = settings;
    this.#say = say;
  }

  start(): void {
    const socket = new WebSocket(`${this.#settings.server.replace(/^http/, 'ws')}/ws`, { handshakeTimeout: 10_000 });
    this.#socket = socket;
    socket.on('open', () => {
      this.#heard();
      this.#send(socket, 'hello', { app: 'popup-helper', token: this.#settings.token, systemUser: systemUser() });
    });
    socket.on('message', (data: RawData) => {
      this.#heard();
      this.#received(socket, (data as Buffer).toString('utf8'));
    });
    socket.on('error', (error) => this.#say(`No line to ${this.#settings.server}: ${error.message || 'unknown error'}`));
    socket.on('close', () => {
      clearTimeout(this.#silence);
      if (this.#stopped) return;
      // Not all at the same moment after a restart of the server.
      const waitMs = Math.round(this.#retryMs * (0.75 + Math.random() / 2));
      this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
      this.#retry = setTimeout(() => this.start(), waitMs);
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#socket?.close();
  }

  /** The line is given up, and made anew. */
  cut(): void {
    this.#socket?.terminate();
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.cut(), silenceMs);
  }

  #send(socket: WebSocket, type: string, data: unknown): void {
    this.#lastId += 1;
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ v: protocolVersion, id: `h${this.#lastId}`, type, data }));
  }

  #received(socket: WebSocket, text: string): void {
    const frame = Frame.safeParse(parsed(text));
    if (!frame.success) return;
    const { type, data } = frame.data;
    if (type === 'ping') return this.#send(socket, 'pong', {});
    if (type === 'reply' && typeof (data as { workstation?: unknown }).workstation === 'string') {
      const { username, workstation } = data as { username: string; workstation: string };
      this.#retryMs = firstRetryMs;
      return this.#say(`Connected to ${this.#settings.server} as ${username} (${workstation})`);
    }
    if (type === 'error') {
      const { code, title, detail } = data as FrameError;
      this.#say(`The server refused: ${detail ?? title}`);
      if (code === 'auth.required') {
        this.stop();
        this.#refuse(detail ?? title);
      }
      return;
    }
    const run = type === 'popup.run' ? helperPushes['popup.run'].safeParse(data) : null;
    if (run?.success === true) void this.#once(run.data.id, run.data.env);
  }

  async #once(id: string, env: Record<string, string>): Promise<void> {
    const outcome = this.#ran.get(id) ?? this.#run(env);
    this.#ran.set(id, outcome);
    for (const oldest of this.#ran.keys()) if (this.#ran.size > maxRemembered) this.#ran.delete(oldest);
    const result = await outcome;
    // By the line that there is now.
    if (this.#socket !== null) this.#send(this.#socket, 'popup.ran', { id, ...result });
  }

  async #run(env: Record<string, string>): Promise<ScriptOutcome> {
    const about = `${env['EVENT'] ?? 'UNK'} of ${env['IDCALL'] ?? 'UNK'}`;
    if (this.#running >= maxAtOnce) {
      this.#say(`${about}: not run, ${maxAtOnce} scripts run already`);
      return { outcome: 'failed', detail: `${maxAtOnce} scripts run already` };
    }
    this.#running += 1;
    try {
      const result = await runScript(this.#settings.script, env, (line) => this.#say(`${about}: ${line}`));
      this.#say(`${about}: ${result.detail}`);
      return result;
    } finally {
      this.#running -= 1;
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function systemUser(): string {
  try {
    return userInfo().username.slice(0, 200);
  } catch {
    return '';
  }
}

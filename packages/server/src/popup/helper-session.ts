import { CentralinoError, helperRequests, type HelperRequests } from '@centralino/protocol';
import type { Handlers, Pusher, Session } from '../realtime/session.ts';
import type { PopupDoor, PopupHelper } from './popup-door.ts';
import type { WorkstationOwner, Workstations } from './workstations.ts';

/** How often a helper's token is looked at again: removed workstations and disabled users are sent away. */
const checkEveryMs = 60_000;

/** One popup helper's socket: it is told which script to run, and tells how that went. */
export class HelperSession implements Session, PopupHelper {
  readonly requests = helperRequests;
  readonly handlers: Handlers<HelperRequests>;
  readonly greeting: { username: string; workstation: string };
  readonly agentId: string;
  readonly systemUser: string;
  readonly #door: PopupDoor;
  readonly #pusher: Pusher;
  readonly #disconnected: () => void;
  readonly #check: NodeJS.Timeout;
  #detach: () => void = () => undefined;

  private constructor(options: HelperOptions, owner: WorkstationOwner, pusher: Pusher, hello: { token: string; systemUser: string }) {
    this.#door = options.door;
    this.#pusher = pusher;
    this.agentId = owner.agentId;
    this.systemUser = hello.systemUser;
    this.greeting = { username: owner.username, workstation: owner.workstation };
    this.#disconnected = options.workstations.connected(owner.workstationId);
    this.handlers = {
      'popup.ran': async ({ id, outcome, detail }) => {
        await this.#door.receipt(this.agentId, { id, outcome, ms: null, detail });
        return {};
      },
      pong: () => ({}),
    };
    this.#check = setInterval(() => {
      options.workstations.ownerOf(hello.token).then(
        (still) => still === null && pusher.close(1008, 'auth.required'),
        () => undefined,
      );
    }, checkEveryMs);
    this.#check.unref();
  }

  /** Throws `auth.required` for a token that is (no longer) a workstation's. */
  static async open(options: HelperOptions, pusher: Pusher, hello: { token: string; systemUser: string }): Promise<HelperSession> {
    const owner = await options.workstations.ownerOf(hello.token);
    if (owner === null)
      throw new CentralinoError('auth.required', 'this workstation was removed: connect it again in the settings of the desk');
    return new HelperSession(options, owner, pusher, hello);
  }

  started(): void {
    this.#detach = this.#door.attachHelper(this);
  }

  resync(): void {
    // What it lost waits as a row that is never told to have run.
  }

  run(data: { id: string; env: Record<string, string> }): void {
    this.#pusher.push('popup.run', data, { always: true });
  }

  ended(): void {
    clearInterval(this.#check);
    this.#detach();
    this.#disconnected();
  }
}

export type HelperOptions = { door: PopupDoor; workstations: Workstations };

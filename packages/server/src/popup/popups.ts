import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { DeskTokens } from '../auth/desk-tokens.ts';
import type { EnginePort } from '../realtime/ports.ts';
import type { Database } from '../store/database.ts';
import type { FrameCheck } from './frame-check.ts';
import { PopupDoor } from './popup-door.ts';
import { PopupFunction } from './popup-function.ts';
import { PopupRows } from './popup-rows.ts';
import { PopupSettings } from './popup-settings.ts';
import { Sandbox } from './sandbox.ts';
import { Workstations } from './workstations.ts';

/** The popup manager without calls: what the HTTP door needs. */
export type Popups = {
  popupFunction: PopupFunction;
  settings: PopupSettings;
  rows: PopupRows;
  workstations: Workstations;
  close(): Promise<void>;
};

/** What the realtime door needs besides. */
export type PopupRealtime = { door: PopupDoor; workstations: Workstations };

export function createPopups(options: { db: Kysely<Database>; logger: Logger; now?: () => number }): Popups {
  const { db, logger, now = Date.now } = options;
  const sandbox = new Sandbox();
  const popupFunction = new PopupFunction({ sandbox, logger, now });
  const settings = new PopupSettings({ db, popupFunction, now });
  // The first call that rings should not wait for the interpreter.
  void settings.config().then(
    ({ enabled }) => (enabled ? sandbox.warmUp() : undefined),
    () => undefined,
  );
  return {
    popupFunction,
    settings,
    rows: new PopupRows(db, now),
    workstations: new Workstations(db, now),
    close: () => sandbox.close(),
  };
}

/** Joins the popup manager to the engine. */
export function createPopupDoor(
  popups: Popups,
  options: {
    engine: EnginePort;
    db: Kysely<Database>;
    tokens: Pick<DeskTokens, 'issue'>;
    logger: Logger;
    frameCheck?: FrameCheck;
    now?: () => number;
  },
): PopupDoor {
  const { settings, popupFunction, rows } = popups;
  return new PopupDoor({ frameCheck: async () => 'unknown', now: Date.now, ...options, settings, popupFunction, rows });
}

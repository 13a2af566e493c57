import { CentralinoError, originMeant, type DeskWidgetConfig } from '@centralino/protocol';
import { sql, type Kysely } from 'kysely';
import { checkOrigins } from '../net/index.ts';
import { type Database, toJson } from '../store/database.ts';
import { profilesOf } from './profiles.ts';

/** Host names, IPv4 and bracketed IPv6 addresses: nothing that means something in a content security policy. */
const plainOrigin = /^https?:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/;

/** Where the page of a widget is: null for a page of the desk's own server. Throws `request.invalid` for what no page can be at. */
export function originOfUri(uri: string): string | null {
  // A second slash (or a backslash, which browsers take for one) would make it an address of another server.
  if (/^\/(?![/\\])/.test(uri)) return null;
  let origin: string;
  try {
    ({ origin } = new URL(uri));
  } catch {
    throw invalid('uri', 'it must be a path of this server (/…) or begin with https:// or http://');
  }
  if (!plainOrigin.test(origin)) throw invalid('uri', 'it must be a path of this server (/…) or begin with https:// or http://');
  return origin;
}

const invalid = (field: string, detail: string): CentralinoError =>
  new CentralinoError('request.invalid', detail, { fields: { [field]: 'invalid' } });

/** Throws `request.invalid` when the desk could not show this widget. */
export function checkDeskWidget(widget: DeskWidgetConfig): void {
  originOfUri(widget.uri);
  checkOrigins('allowedOrigins', widget.allowedOrigins, ['null']);
}

/** The origins of pages that the desk may show in frames because of these widgets, its own server apart. */
export function frameOriginsOf(widgets: readonly DeskWidgetConfig[]): string[] {
  const origins = new Set<string>();
  for (const { enabled, uri, allowedOrigins } of widgets) {
    if (!enabled) continue;
    // A page may lead on to another of the origins from which it may speak.
    for (const origin of [originOfUri(uri), ...allowedOrigins.map(originMeant)]) if (origin !== null) origins.add(origin);
  }
  return [...origins].sort();
}

/** Web pages that live in the desk, as they are configured. */
export class DeskWidgets {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** All, in the order in which agents see them. */
  async list(): Promise<DeskWidgetConfig[]> {
    const rows = await this.#db.selectFrom('desk_widgets').select('config').orderBy('position').orderBy('id').execute();
    return rows.map((row) => row.config);
  }

  /** Those that this user sees. */
  async listFor(userId: string): Promise<DeskWidgetConfig[]> {
    const [all, ofUser] = await Promise.all([this.list(), profilesOf(this.#db, userId)]);
    const own = new Set(ofUser);
    return all.filter(({ enabled, profiles }) => enabled && (profiles.length === 0 || profiles.some((one) => own.has(one))));
  }

  /** Adds it as the last one, or changes it where it is. */
  async put(widget: DeskWidgetConfig): Promise<void> {
    checkDeskWidget(widget);
    const config = toJson(widget);
    await this.#db
      .insertInto('desk_widgets')
      .values((eb) => ({
        id: widget.id,
        config,
        position: sql<number>`(${eb.selectFrom('desk_widgets').select(({ fn, val }) => fn.coalesce(fn.max('position'), val(0)).as('last'))}) + 1`,
      }))
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ config }))
      .execute();
  }

  /** Throws `widget.unknown` when there is none. */
  async remove(id: string): Promise<void> {
    const gone = await this.#db.deleteFrom('desk_widgets').where('id', '=', id).returning('id').executeTakeFirst();
    if (gone === undefined) throw new CentralinoError('widget.unknown');
  }
}

import { CentralinoError, type DeskRequests } from '@centralino/protocol';
import type { DeskTokens } from '../auth/desk-tokens.ts';
import { DeskWidgets } from '../desk-widgets/desk-widgets.ts';
import type { StorePort } from './ports.ts';
import type { Handlers } from './session.ts';

export type TokenPort = Pick<DeskTokens, 'issue'>;

/** Tokens for the pages of widgets that this agent sees. They die with the session. */
export function tokenHandlers(context: {
  store: StorePort;
  tokens: TokenPort;
  userId: string;
  sessionId: string;
}): Pick<Handlers<DeskRequests>, 'token.get'> {
  const { store, tokens, userId, sessionId } = context;
  const widgets = new DeskWidgets(store.db);
  return {
    'token.get': async ({ kind, widgetId }) => {
      if (!(await widgets.listFor(userId)).some(({ id }) => id === widgetId)) {
        const known = (await widgets.list()).find(({ id }) => id === widgetId);
        // Whether there are widgets for others is nobody's business.
        throw new CentralinoError(known?.enabled === false ? 'widget.disabled' : 'widget.unknown');
      }
      return tokens.issue({ kind, audience: { kind: 'widget', id: widgetId }, userId, sessionId });
    },
  };
}

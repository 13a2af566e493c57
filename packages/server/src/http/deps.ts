import type { CommandRequest, DomainEvent, Obstacle } from '@centralino/protocol';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Auth } from '../auth/auth.ts';
import type { Users } from '../auth/users.ts';
import type { ConfigurationChanges } from '../configuration/changes.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { DeskWidgets } from '../desk-widgets/desk-widgets.ts';
import type { Profiles } from '../profiles/profiles.ts';
import type { Privacy } from '../privacy/index.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { NotificationService } from '../notify/index.ts';
import type { Popups } from '../popup/popups.ts';
import type { Store } from '../store/index.ts';

/** What the HTTP door needs of the rest of the server. */
export type HttpDeps = {
  store: Pick<Store, 'db'>;
  engine: { send(request: CommandRequest): Promise<DomainEvent[]>; health: { readonly notReady: Obstacle | null } };
  auth: Auth;
  /** What somebody has to account for: await `record` before the answer. Changes by REST are written by themselves. */
  audit: AuditLog;
  users: Users;
  contacts: Contacts;
  privacy: Privacy;
  deskWidgets: DeskWidgets;
  profiles: Profiles;
  configuration: Configuration;
  /** Told after every change that an administrator made by REST. */
  changes: ConfigurationChanges;
  recordings: Recordings;
  notifications: NotificationService;
  popups: Popups;
  /** Whether browsers come by https. */
  secure: boolean;
  isStopping(): boolean;
  /** Whether this user connects, calls or talks now: their desk would be cut off with their session. */
  isInTalk(userId: string): boolean;
  /** Whether at least one media node runs. */
  mediaIsUp(): Promise<boolean>;
  /** The nodes of the media plane, as they are now. */
  mediaNodes(): Promise<{ up: boolean; legs: number; udpPort: number }[]>;
};

/** A fastify whose handlers are typed by the zod schemas of their route. */
export type ZodApp = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

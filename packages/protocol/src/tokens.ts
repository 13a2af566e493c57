import { z } from 'zod';
import { SessionUser } from './realtime.ts';
import { SdkWidgetId } from './sdk.ts';
import { Id, Time } from './words.ts';

/**
 * Short-lived tokens by which a page beside the desk proves to its own server whose desk it is in. The page hands the token to its server,
 * and that asks Centralino (`POST /api/v1/tokens/verify`). `session`: good until it expires or the agent signs out; `oneShot`: good once.
 */
export const DeskTokenKind = z.enum(['session', 'oneShot']);
export type DeskTokenKind = z.infer<typeof DeskTokenKind>;

/** For whom a token was made: it proves nothing to anybody else. */
export const DeskTokenAudience = z.object({ kind: z.enum(['widget', 'popup']), id: z.string().min(1).max(80) });
export type DeskTokenAudience = z.infer<typeof DeskTokenAudience>;

export const VerifyTokenBody = z.object({
  token: z.string().min(1).max(200),
  /** The widget whose server asks: a token that was made for another one is refused. Always give it. */
  widgetId: SdkWidgetId.optional(),
});

export const VerifiedToken = z.object({
  user: SessionUser.pick({ id: true, username: true, name: true }),
  kind: DeskTokenKind,
  audience: DeskTokenAudience,
  /** Of a widget's token. */
  widgetId: z.string().nullable(),
  /** The interaction that a popup was about. */
  interactionId: Id.nullable(),
  expiresAt: Time,
});
export type VerifiedToken = z.infer<typeof VerifiedToken>;

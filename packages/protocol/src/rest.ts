import { z } from 'zod';
import { AgentSkill, PauseReason, ServiceConfig, WidgetConfig } from './config.ts';
import { DomainEventEnvelope } from './events.ts';
import { DeskWidgetConfig, SdkWidgetId } from './sdk.ts';
import { SessionUser } from './realtime.ts';
import { AgentView, InteractionView } from './views.ts';
import { Channel, Code, Id, Role } from './words.ts';

const username = z
  .string()
  .min(2)
  .max(60)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]*$/);

export const IdParams = z.object({ id: Id });
export const CodeParams = z.object({ code: Code });

/** `leaveTalk`: also when whoever is signed in in this browser is in a talk, which their desk then has to leave. */
export const SignInBody = z.object({
  username: z.string().min(1).max(60),
  password: z.string().min(1).max(200),
  leaveTalk: z.boolean().optional(),
});
export const SignOutQuery = z.object({ leaveTalk: z.stringbool().optional() });
/** One's own password. */
export const PasswordBody = z.object({ current: z.string().min(1).max(200), password: z.string().min(1).max(200) });
export const SessionReply = z.object({ user: SessionUser, csrfToken: z.string() });
export type SessionReply = z.infer<typeof SessionReply>;

/** Whether the first administrator is still to be made. */
export const SetupStatus = z.object({ open: z.boolean() });
export type SetupStatus = z.infer<typeof SetupStatus>;

export const SetupBody = z.object({
  token: z.string().min(1).max(100),
  username,
  name: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(200),
});

export const User = z.object({
  id: Id,
  username: z.string(),
  name: z.string(),
  roles: z.array(Role),
  enabled: z.boolean(),
  skills: z.array(AgentSkill),
  /** Code of their profile; null: none. */
  profile: Code.nullable(),
  /** Calls that ring at them are answered by themselves, after a tone. Absent: no. */
  autoAnswer: z.boolean().optional(),
});
export type User = z.infer<typeof User>;

export const UserList = z.object({ users: z.array(User) });

export const CreateUserBody = z.object({
  username,
  name: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(200),
  roles: z.array(Role).min(1).max(3),
  skills: z.array(AgentSkill).max(100).default([]),
  profile: Code.nullable().default(null),
  autoAnswer: z.boolean().optional(),
});
export const UpdateUserBody = z
  .object({
    name: z.string().trim().min(1).max(100),
    password: z.string().min(1).max(200),
    roles: z.array(Role).min(1).max(3),
    skills: z.array(AgentSkill).max(100),
    enabled: z.boolean(),
    profile: Code.nullable(),
    autoAnswer: z.boolean(),
  })
  .partial();

export const Skillset = z.object({ code: Code, name: z.string().min(1).max(100) });
export type Skillset = z.infer<typeof Skillset>;
export const SkillsetList = z.object({ skillsets: z.array(Skillset) });
export const SkillsetBody = Skillset.omit({ code: true });

export const ServiceList = z.object({ services: z.array(ServiceConfig) });
/** The code is in the address. */
export const ServiceBody = ServiceConfig.omit({ code: true });
export const WidgetList = z.object({ widgets: z.array(WidgetConfig) });
export const WidgetBody = WidgetConfig.omit({ id: true });
export const WidgetParams = z.object({ id: Code });
/** Web pages in the agents' desk, in the order in which agents see them. */
export const DeskWidgetList = z.object({ widgets: z.array(DeskWidgetConfig) });
/** The id is in the address. */
export const DeskWidgetBody = DeskWidgetConfig.omit({ id: true });
export const DeskWidgetParams = z.object({ id: SdkWidgetId });
/** In the order in which agents see them. */
export const PauseReasonList = z.object({ pauseReasons: z.array(PauseReason).max(50) });
export const AgentList = z.object({ agents: z.array(AgentView) });

/** Newest first. `from` inclusive and `to` exclusive limit the arrival; `cursor` is `next` of the page before. */
export const InteractionQuery = z.object({
  state: z.enum(['open', ...InteractionView.shape.state.options]).optional(),
  service: Code.optional(),
  channel: Channel.optional(),
  agentId: Id.optional(),
  contactId: Id.optional(),
  from: z.coerce.number().int().nonnegative().optional(),
  to: z.coerce.number().int().nonnegative().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type InteractionQuery = z.infer<typeof InteractionQuery>;
export const InteractionPage = z.object({ interactions: z.array(InteractionView), next: z.string().nullable() });
/** Every step of an interaction, as it was committed. */
export const InteractionHistory = z.object({ interaction: InteractionView, events: z.array(DomainEventEnvelope) });
export type InteractionHistory = z.infer<typeof InteractionHistory>;

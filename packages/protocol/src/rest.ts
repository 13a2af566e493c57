import { z } from 'zod';
import { AgentSkill } from './config.ts';
import { DomainEventEnvelope } from './events.ts';
import { SessionUser } from './realtime.ts';
import { InteractionView } from './views.ts';
import { Code, Id, Role, Time } from './words.ts';

export const SignInBody = z.object({ username: z.string().min(1).max(60), password: z.string().min(1).max(200) });
export const SessionReply = z.object({ user: SessionUser, csrfToken: z.string() });
export type SessionReply = z.infer<typeof SessionReply>;

export const SetupBody = z.object({
  token: z.string().min(1).max(100),
  username: z.string().min(1).max(60),
  name: z.string().min(1).max(100),
  password: z.string().min(1).max(200),
});

export const User = z.object({
  id: Id,
  username: z.string(),
  name: z.string(),
  roles: z.array(Role),
  enabled: z.boolean(),
  skills: z.array(AgentSkill),
});
export type User = z.infer<typeof User>;

const username = z
  .string()
  .min(2)
  .max(60)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]*$/);

export const CreateUserBody = z.object({
  username,
  name: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(200),
  roles: z.array(Role).min(1),
  skills: z.array(AgentSkill).default([]),
});
export const UpdateUserBody = z
  .object({
    name: z.string().trim().min(1).max(100),
    password: z.string().min(1).max(200),
    roles: z.array(Role).min(1),
    skills: z.array(AgentSkill),
    enabled: z.boolean(),
  })
  .partial();

export const Skillset = z.object({ code: Code, name: z.string().min(1).max(100) });
export type Skillset = z.infer<typeof Skillset>;

/** A person or company in the address book. `phoneE164` is the key that numbers in any format are matched by. */
export const Contact = z.object({
  id: Id,
  firstName: z.string().max(100),
  lastName: z.string().max(100),
  company: z.string().max(200),
  email: z.string().max(200),
  phone: z.string().max(60),
  phoneE164: z.string().nullable(),
  notes: z.string().max(10_000),
  createdAt: Time,
  updatedAt: Time,
});
export type Contact = z.infer<typeof Contact>;
export const ContactBody = Contact.pick({ firstName: true, lastName: true, company: true, email: true, phone: true, notes: true });
export const CreateContactBody = ContactBody.partial();
export const UpdateContactBody = ContactBody.partial();

export const ContactPage = z.object({ contacts: z.array(Contact) });
export const InteractionPage = z.object({ interactions: z.array(InteractionView), next: z.string().nullable() });
/** Every step of an interaction, as it was committed. */
export const InteractionHistory = z.object({ interaction: InteractionView, events: z.array(DomainEventEnvelope) });
export type InteractionHistory = z.infer<typeof InteractionHistory>;

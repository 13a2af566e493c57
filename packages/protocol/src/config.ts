import { z } from 'zod';
import { Origins } from './origin.ts';
import { dialledPhone } from './phone-text.ts';
import { RetentionRule } from './privacy.ts';
import { Channel, Code, Id, Text } from './words.ts';

/** What may come of a contact, in two levels. `required`: after-call work is not finished by hand without a choice. */
export const OutcomeConfig = z.object({
  required: z.boolean(),
  level1: z
    .array(z.object({ code: Code, label: Text, level2: z.array(z.object({ code: Code, label: Text })).max(50) }))
    .min(1)
    .max(50),
});
export type OutcomeConfig = z.infer<typeof OutcomeConfig>;

/**
 * When talks of a service are recorded. `percentage`: the same interactions whenever it is asked (by their id), so that the rule can be
 * explained afterwards. `onDemand`: agents may record, pause and stop by hand. `announce`: a warning tone for all parties, and a notice in
 * the customer's page.
 */
export const RecordingConfig = z.object({
  rule: z.enum(['always', 'percentage', 'never']),
  /** Of `percentage`. */
  percent: z.number().int().min(0).max(100).default(100),
  onDemand: z.boolean(),
  announce: z.boolean(),
});
export type RecordingConfig = z.infer<typeof RecordingConfig>;
/** Of a service that says nothing about recordings. */
export const defaultRecording: RecordingConfig = { rule: 'never', percent: 100, onDemand: true, announce: true };

/**
 * Who sees that a supervisor listens in. Who can speak is never hidden from those who hear them: a whisper is seen by agents at least,
 * who barges in by everybody.
 */
export const SeenBy = z.enum(['everybody', 'agents', 'supervisors']);
export type SeenBy = z.infer<typeof SeenBy>;
export const SupervisionConfig = z.object({ listenSeenBy: SeenBy });
export type SupervisionConfig = z.infer<typeof SupervisionConfig>;
/** Of a service that says nothing: nobody is listened to in secret by accident. */
export const defaultSupervision: SupervisionConfig = { listenSeenBy: 'everybody' };

/** A number as people write it, or nothing. */
const WrittenNumber = z
  .string()
  .trim()
  .max(60)
  .refine((text) => text === '' || /^\+?\d+$/.test(dialledPhone(text)), 'must be a telephone number: digits, perhaps with + in front');

/** What a customer asks for. Durations in milliseconds. */
export const ServiceConfig = z.object({
  code: Code,
  name: z.string().min(1).max(100),
  /** The telephone number by which other systems know it; absent or empty: they are told its code. */
  number: WrittenNumber.optional(),
  channels: z.array(Channel).max(10),
  /** Skillset codes in the order in which they are tried; agents of any of them may answer. */
  skillsets: z.array(Code).max(20),
  /** How long an offer rings before it is missed. */
  ringMs: z.number().int().min(3_000).max(300_000).default(20_000),
  /** How long media may take to come up after an agent answered. */
  connectMs: z.number().int().min(1_000).max(60_000).default(10_000),
  /** How long a lost leg is waited for. */
  graceMs: z.number().int().min(1_000).max(300_000).default(20_000),
  /** After-call work; 0 = none. */
  wrapUpMs: z.number().int().min(0).max(3_600_000).default(60_000),
  /** After declining, the same agent is not offered the same interaction for this long. */
  declineBackoffMs: z.number().int().min(0).max(600_000).default(10_000),
  /** Its calls are answered at the agents' by themselves, after a tone, when their desk is ready for it. Absent: no. */
  autoAnswer: z.boolean().optional(),
  /** Absent: agents are not asked for an outcome. */
  outcomes: OutcomeConfig.optional(),
  /** Absent: `defaultRecording`. */
  recording: RecordingConfig.optional(),
  /** Absent: `defaultSupervision`. */
  supervision: SupervisionConfig.optional(),
  /** How long what is personal is kept; of a channel, or (null) of all that have no rule of their own. Absent: for good. */
  retention: z
    .array(RetentionRule.extend({ channel: Channel.nullable() }))
    .max(11)
    .optional(),
});
export type ServiceConfig = z.infer<typeof ServiceConfig>;

/** What other systems are told was called, the same everywhere (`dnis`): the service's number as it is dialled, else its code. */
export const calledNumberOf = ({ code, number = '' }: Pick<ServiceConfig, 'code' | 'number'>): string => dialledPhone(number) || code;

export const AgentSkill = z.object({ skillset: Code, level: z.number().int().min(0).max(9) });
export type AgentSkill = z.infer<typeof AgentSkill>;

/** What routing knows of an agent; the account (password, roles) lives in `auth`. */
export const AgentConfig = z.object({
  id: Id,
  username: z.string().min(1).max(60),
  name: z.string().min(1).max(100),
  skills: z.array(AgentSkill).max(100),
  /** Every call that rings at them is answered by itself, as `autoAnswer` of services. Absent: no. */
  autoAnswer: z.boolean().optional(),
});
export type AgentConfig = z.infer<typeof AgentConfig>;

/** A field of a customer form. `key` names of contacts (firstName, lastName, company, email, phone) fill the contact; others are shown to the agent. */
export const FormField = z.object({
  key: z
    .string()
    .min(1)
    .max(40)
    .regex(/^[A-Za-z][A-Za-z0-9_]*$/),
  type: z.enum(['text', 'email', 'tel', 'textarea', 'select', 'checkbox']),
  label: Text,
  required: z.boolean(),
  options: z
    .array(z.object({ value: z.string().max(100), label: Text }))
    .max(50)
    .optional(),
});
export type FormField = z.infer<typeof FormField>;

export const FormConfig = z.object({
  fields: z.array(FormField).max(20),
  /** Privacy consent: a checkbox with a link; null = not asked. */
  consent: z.object({ text: Text, linkLabel: Text, url: z.url(), required: z.boolean() }).nullable(),
});
export type FormConfig = z.infer<typeof FormConfig>;

export const WidgetChannel = z.object({
  channel: z.enum(['webcall', 'video']),
  enabled: z.boolean(),
  /** null = no form: the customer stays anonymous. */
  form: FormConfig.nullable(),
});
export type WidgetChannel = z.infer<typeof WidgetChannel>;

export const WidgetConfig = z.object({
  id: Code,
  service: Code,
  enabled: z.boolean(),
  title: Text,
  greeting: Text,
  /** Origins of pages that may use this widget (`https://shop.example`, `https://*.shop.example`), or `*`. */
  allowedOrigins: Origins(50),
  channels: z.array(WidgetChannel).max(4),
});
export type WidgetConfig = z.infer<typeof WidgetConfig>;

export const PauseReason = z.object({ code: Code, label: Text });
export type PauseReason = z.infer<typeof PauseReason>;
